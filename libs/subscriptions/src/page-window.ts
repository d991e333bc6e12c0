import { PositionBeyondStore, type EventStore, type Filter, type Page, type Position } from '@touchstone/event-store';
import { Backoff, describeFailure, pause } from './failures';
import { joinPages, openPage, pagesOfBatch, type BatchLimit, type OpenedPage, type Opener } from './opened-page';

export interface WindowOptions {
  readonly store: EventStore;
  readonly opener: Opener;
  readonly filter?: Filter;
  readonly pageSize: number;
  /** Pages kept for slots that are slower than the fastest one. */
  readonly maxPages: number;
  readonly signal: AbortSignal;
  readonly readFailed?: (error: string, retryInMs: number) => void;
}

/** A place in the window: the slot's position, and the number of the last page that it took. */
export interface WindowCursor {
  position: Position;
  taken: number;
}

/**
 * The one reader of a store in this process. Every page is read and opened once and kept for a while, and each live slot
 * takes what is new to it. The fastest slot drives the reading; one that falls out of the window has to read alone.
 */
export class PageWindow {
  private pages: { number: number; page: OpenedPage }[] = [];
  private tail: Position | undefined;
  private lastNumber = 0;
  private reading: Promise<void> | undefined;
  private pages$: AsyncIterator<Page> | undefined;

  constructor(private readonly options: WindowOptions) {}

  /** Undefined when the window has moved past this position already. */
  join(position: Position): WindowCursor | undefined {
    this.tail ??= position;
    const [first] = this.pages;
    if (position < (first?.page.after ?? this.tail)) return undefined;
    const taken = this.pages.filter(({ page }) => page.next <= position).at(-1)?.number;
    return { position, taken: taken ?? (first ? first.number - 1 : this.lastNumber) };
  }

  /** The pages after the cursor as one, at least one and not more than a batch; undefined when it fell behind. */
  async take(cursor: WindowCursor, limit: BatchLimit): Promise<OpenedPage | undefined> {
    while (!this.options.signal.aborted) {
      const [first] = this.pages;
      if (first && first.number > cursor.taken + 1) return undefined;
      const ahead = this.pages.filter(({ number }) => number > cursor.taken).map(({ page }) => page);
      if (ahead.length > 0) {
        const count = pagesOfBatch(ahead, limit);
        const joined = joinPages(ahead.slice(0, count), cursor.position);
        Object.assign(cursor, { position: joined.next, taken: cursor.taken + count });
        return joined;
      }
      await (this.reading ??= this.readOne().finally(() => (this.reading = undefined)));
    }
    return undefined;
  }

  /** Events that wait in the window beyond the cursor. */
  waiting(cursor: WindowCursor): number {
    return this.pages.reduce((sum, { number, page }) => (number > cursor.taken ? sum + page.events.length : sum), 0);
  }

  private async readOne(): Promise<void> {
    const { store, opener, filter, pageSize, maxPages, signal, readFailed } = this.options;
    const backoff = new Backoff();
    while (!signal.aborted) {
      const after = this.tail as Position;
      try {
        const readAt = new Date();
        this.pages$ ??= store
          .follow({ after, pageSize, signal, ...(filter ? { filter } : {}) })
          [Symbol.asyncIterator]();
        const read = await this.pages$.next();
        if (read.done) {
          this.pages$ = undefined;
          continue;
        }
        const page = await openPage(opener, after, read.value, readAt);
        this.tail = page.next;
        this.pages.push({ number: ++this.lastNumber, page });
        if (this.pages.length > maxPages) this.pages.shift();
        return;
      } catch (error) {
        this.pages$ = undefined; // an iterator that has thrown is over
        if (signal.aborted) return;
        if (error instanceof PositionBeyondStore) throw error;
        const retryInMs = backoff.nextMs();
        readFailed?.(describeFailure(error), retryInMs);
        await pause(retryInMs, signal);
      }
    }
  }
}
