import { PositionBeyondStore, type EventStore, type Filter, type Position } from '@touchstone/event-store';
import { Backoff, describeFailure, pause } from './failures';
import { joinPages, openPage, pagesOfBatch, type BatchLimit, type OpenedPage, type Opener } from './opened-page';
import type { PageWindow, WindowCursor } from './page-window';

/** How much is read and folded at once. */
export interface Reading {
  /** Events that are read and opened at once. */
  readonly pageSize: number;
  readonly batch: BatchLimit;
  /** The next batch is read and opened while one is written. */
  readonly ahead: boolean;
}

export interface SourceOptions {
  readonly store: EventStore;
  readonly window: PageWindow;
  /** Opens what this slot's projection folds. */
  readonly opener: Opener;
  readonly filter?: Filter;
  /** Asked for every batch. */
  readonly reading: () => Reading;
  readonly signal: AbortSignal;
  readonly readFailed?: (error: string, retryInMs: number) => void;
  readonly changed: (kind: 'level' | 'fell-behind') => void;
}

/** The pages of one slot: read alone while it is behind, taken from the shared window once it is level. */
export class SlotSource {
  private cursor: WindowCursor | undefined;
  private ahead: { after: Position; batch: Promise<OpenedPage | undefined> } | undefined;
  /** Read already, but more than the batch before it could take. */
  private left: OpenedPage | undefined;

  constructor(private readonly options: SourceOptions) {}

  /** The next batch after `position`; undefined only when the signal is aborted. Throws PositionBeyondStore. */
  async next(position: Position): Promise<OpenedPage | undefined> {
    const { window, reading, changed, signal } = this.options;
    if (this.cursor) {
      const live = await window.take(this.cursor, reading().batch);
      if (live || signal.aborted) return live;
      this.cursor = undefined;
      changed('fell-behind');
    }
    const batch = await (this.ahead?.after === position ? this.ahead.batch : this.gather(position));
    this.ahead = undefined;
    if (!batch) return undefined;
    if (batch.levelAt) {
      if ((this.cursor = window.join(batch.next))) changed('level');
    } else if (reading().ahead) this.gatherAhead(batch.next);
    return batch;
  }

  private gatherAhead(after: Position): void {
    const batch = this.gather(after);
    batch.catch(() => undefined); // whoever takes the batch meets the error
    this.ahead = { after, batch };
  }

  /**
   * Page after page until a batch is full or level: whoever is behind folds the facts of one customer together, and so
   * computes and writes its rows less often.
   */
  private async gather(position: Position): Promise<OpenedPage | undefined> {
    const { pageSize, batch } = this.options.reading();
    const pages: OpenedPage[] = [];
    for (let after = position; ;) {
      const kept = this.left?.after === after ? this.left : undefined;
      this.left = undefined;
      const page = kept ?? (await this.read(after, pageSize));
      if (!page) return undefined;
      pages.push(page);
      if (pagesOfBatch(pages, batch) < pages.length) {
        this.left = pages.pop();
        break;
      }
      if (page.levelAt || page.next <= after || pages.length * pageSize >= batch.events) break;
      after = page.next;
    }
    return joinPages(pages, position);
  }

  get isLive(): boolean {
    return this.cursor !== undefined;
  }

  waiting(): number {
    return this.cursor ? this.options.window.waiting(this.cursor) : 0;
  }

  private async read(after: Position, pageSize: number): Promise<OpenedPage | undefined> {
    const { store, opener, filter, signal, readFailed } = this.options;
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
