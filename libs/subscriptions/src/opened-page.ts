import type { RecordedEvent } from '@touchstone/contracts';
import type { Page, Position } from '@touchstone/event-store';
import type { Opened, PageCodec } from './projection';

/** A page whose events are opened. */
export interface OpenedPage {
  readonly after: Position;
  readonly next: Position;
  readonly events: readonly Opened[];
  /** Length of the stored data of its events, about what they occupy. */
  readonly weight: number;
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
  const weight = handled.reduce((sum, { data }) => sum + data.length, 0);
  return { after, next: page.next, events, weight, ...(page.caughtUp ? { levelAt: readAt } : {}) };
};

/** Pages that follow one another, as one; only what lies beyond `position`. */
export const joinPages = (pages: readonly OpenedPage[], position: Position): OpenedPage => {
  const last = pages[pages.length - 1] as OpenedPage;
  const events = pages.flatMap((page) => page.events).filter((opened) => recordedOf(opened).position > position);
  const weight = pages.reduce((sum, page) => sum + page.weight, 0);
  return { ...last, after: position, events, weight, next: last.next > position ? last.next : position };
};

/** What one transaction may fold at most; a single page always fits. */
export interface BatchLimit {
  readonly events: number;
  readonly weight: number;
}

/** How many of these pages, from the first on, make one batch. */
export const pagesOfBatch = (pages: readonly OpenedPage[], limit: BatchLimit): number => {
  let [events, weight] = [0, 0];
  const end = pages.findIndex((page, index) => {
    events += page.events.length;
    weight += page.weight;
    return index > 0 && (events > limit.events || weight > limit.weight);
  });
  return end < 0 ? pages.length : end;
};
