import type { Append } from '../port';

export interface FlushLimits {
  /** Flushes under way at the same time. */
  readonly flushes: number;
  readonly events: number;
  readonly bytes: number;
}

/** Settles one append of a flush and frees its stream. */
export type Done<Result, One extends Append = Append> = (append: One, result: Result | Promise<never>) => void;
/** Ends when the flush gives its connection back; `done` may come later. Never rejects. */
export type RunFlush<Result, One extends Append = Append> = (
  appends: readonly One[],
  done: Done<Result, One>,
) => Promise<void>;

interface Waiting<Result, One> {
  readonly append: One;
  readonly bytes: number;
  settle(result: Result | Promise<never>): void;
}

const envelopeBytes = 500;
const sizeOf = ({ events }: Append): number => events.reduce((sum, { data }) => sum + data.length + envelopeBytes, 0);

/**
 * Joins concurrent appends into flushes. A stream stands in one unfinished flush only, and its appends keep the order of
 * their calls.
 */
export class Coalescer<Result, One extends Append = Append> {
  private readonly ready: Waiting<Result, One>[] = [];
  /** Streams that are ready or under way, with what waits behind them. */
  private readonly behind = new Map<string, Waiting<Result, One>[]>();
  private underWay = 0;
  private scheduled = false;

  constructor(
    private readonly run: RunFlush<Result, One>,
    private readonly limits: FlushLimits,
  ) {}

  append(append: One): Promise<Result> {
    return new Promise((settle) => {
      const waiting = { append, bytes: sizeOf(append), settle };
      const queue = this.behind.get(append.stream);
      if (queue) queue.push(waiting);
      else this.makeReady(waiting);
    });
  }

  private makeReady(waiting: Waiting<Result, One>): void {
    if (!this.behind.has(waiting.append.stream)) this.behind.set(waiting.append.stream, []);
    this.ready.push(waiting);
    this.schedule();
  }

  private free(stream: string): void {
    const next = this.behind.get(stream)?.shift();
    if (next) this.makeReady(next);
    else this.behind.delete(stream);
  }

  // Not at once: whoever appends in this turn of the event loop, or is woken by the flush that just ended, joins.
  private schedule(): void {
    if (this.scheduled || this.ready.length === 0 || this.underWay >= this.limits.flushes) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.ready.length > 0 && this.underWay < this.limits.flushes) void this.flush(this.take());
    });
  }

  private take(): Waiting<Result, One>[] {
    // Callers run in lockstep: taking all that waits would leave the other connections idle until this flush is back.
    const last = this.underWay + 1 >= this.limits.flushes;
    const share = last ? this.ready.length : Math.ceil(this.ready.length / 2);
    let events = 0;
    let bytes = 0;
    const end = this.ready.findIndex((waiting, index) => {
      events += waiting.append.events.length;
      bytes += waiting.bytes;
      return index > 0 && (index >= share || events > this.limits.events || bytes > this.limits.bytes);
    });
    return this.ready.splice(0, end < 0 ? this.ready.length : end);
  }

  private async flush(batch: readonly Waiting<Result, One>[]): Promise<void> {
    const waiting = new Map(batch.map((each) => [each.append, each]));
    this.underWay++;
    await this.run([...waiting.keys()], (append, result) => {
      waiting.get(append)?.settle(result);
      this.free(append.stream);
    });
    this.underWay--;
    this.schedule();
  }
}
