import { PositionBeyondStore, type EventStore, type Filter, type Position } from '@touchstone/event-store';
import { Backoff, describeFailure, pause } from './failures';
import { openPage, type OpenedPage, type Opener } from './opened-page';
import type { PageWindow, WindowCursor } from './page-window';

export interface SourceOptions {
  readonly store: EventStore;
  readonly window: PageWindow;
  /** Opens what this slot's projection folds. */
  readonly opener: Opener;
  readonly filter?: Filter;
  readonly pageSize: number;
  readonly signal: AbortSignal;
  readonly readFailed?: (error: string, retryInMs: number) => void;
  readonly changed: (kind: 'level' | 'fell-behind') => void;
}

/** The pages of one slot: read alone while it is behind, taken from the shared window once it is level. */
export class SlotSource {
  private cursor: WindowCursor | undefined;
  private ahead: { after: Position; page: Promise<OpenedPage | undefined> } | undefined;

  constructor(private readonly options: SourceOptions) {}

  /** The next page after `position`; undefined only when the signal is aborted. Throws PositionBeyondStore. */
  async next(position: Position): Promise<OpenedPage | undefined> {
    const { window, pageSize, changed, signal } = this.options;
    if (this.cursor) {
      const page = await window.take(this.cursor, pageSize);
      if (page || signal.aborted) return page;
      this.cursor = undefined;
      changed('fell-behind');
    }
    const page = await (this.ahead?.after === position ? this.ahead.page : this.read(position));
    this.ahead = undefined;
    if (!page) return undefined;
    if (!page.levelAt)
      this.readAhead(page.next); // while this page is written
    else if ((this.cursor = window.join(page.next))) changed('level');
    return page;
  }

  private readAhead(after: Position): void {
    const page = this.read(after);
    page.catch(() => undefined); // whoever takes the page meets the error
    this.ahead = { after, page };
  }

  get isLive(): boolean {
    return this.cursor !== undefined;
  }

  waiting(): number {
    return this.cursor ? this.options.window.waiting(this.cursor) : 0;
  }

  private async read(after: Position): Promise<OpenedPage | undefined> {
    const { store, opener, filter, pageSize, signal, readFailed } = this.options;
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        const readAt = new Date();
        const page = await store.readAll({ after, limit: pageSize, ...(filter ? { filter } : {}) });
        return await openPage(opener, after, page, readAt);
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof PositionBeyondStore) throw error;
        const retryInMs = backoff.nextMs();
        readFailed?.(describeFailure(error), retryInMs);
        await pause(retryInMs, signal);
      }
    }
    return undefined;
  }
}
