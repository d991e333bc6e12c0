import type { RecordedEvent } from '@touchstone/contracts';
import type { Page, Position } from '@touchstone/event-store';
import type { Opened, PageCodec } from './projection';

/** A page whose events are opened. */
export interface OpenedPage {
  readonly after: Position;
  readonly next: Position;
  readonly events: readonly Opened[];
  /** When it was known to end at the store's watermark, if it did. */
  readonly levelAt?: Date;
}

export const recordedOf = (opened: Opened): RecordedEvent =>
  'event' in opened ? asRecorded(opened.event) : opened.recorded;
const asRecorded = (event: object): RecordedEvent => event as RecordedEvent;

export interface Opener {
  readonly codec: PageCodec;
  /** Types that some projection folds: only these are opened. */
  readonly handles: ReadonlySet<string>;
  readonly knows: (type: string) => boolean;
  readonly skipped?: (type: string) => void;
}

export const openPage = async (opener: Opener, after: Position, page: Page, readAt: Date): Promise<OpenedPage> => {
  const { codec, handles, knows, skipped } = opener;
  const handled = page.events.filter(({ type }) => {
    if (handles.has(type)) return true;
    if (!knows(type)) skipped?.(type);
    return false;
  });
  const events = handled.length > 0 ? await codec.openEach(handled) : [];
  return { after, next: page.next, events, ...(page.caughtUp ? { levelAt: readAt } : {}) };
};

/** Pages that follow one another, as one; only what lies beyond `position`. */
export const joinPages = (pages: readonly OpenedPage[], position: Position): OpenedPage => {
  const last = pages[pages.length - 1] as OpenedPage;
  const events = pages.flatMap((page) => page.events).filter((opened) => recordedOf(opened).position > position);
  return { ...last, after: position, events, next: last.next > position ? last.next : position };
};
