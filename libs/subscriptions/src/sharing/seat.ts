import { EventEmitter, once } from 'node:events';

/** The place of this process at one slot: it may have the slot, or it may not. */
export class Seat {
  private readonly bell = new EventEmitter();
  private surplus: AbortController | undefined;

  /** Until this process may have the slot; the answer says when it is to be given up. Undefined when `ended` is aborted. */
  async turn(ended: AbortSignal): Promise<AbortSignal | undefined> {
    while (!this.surplus && !ended.aborted) await once(this.bell, 'turn', { signal: ended }).catch(() => undefined);
    return ended.aborted ? undefined : this.surplus?.signal;
  }

  /** The slot is held no more, or was not to be had. */
  left(): void {
    this.surplus = undefined;
  }

  get state(): 'empty' | 'taken' | 'leaving' {
    if (!this.surplus) return 'empty';
    return this.surplus.signal.aborted ? 'leaving' : 'taken';
  }

  take(): void {
    if (this.surplus) return;
    this.surplus = new AbortController();
    this.bell.emit('turn');
  }

  giveUp(): void {
    this.surplus?.abort();
  }
}
