import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import { startOfStore, type Position } from '../port';
import type { Calls } from './calls';
import { isOurs } from './order-reader';
import { placeOf } from './position';

/** ∞ One event of the stream of watermarks. */
interface Sample {
  readonly at: string;
  readonly position: Position;
}

/**
 * Notes every second how far the log was, in a stream of its own, because the server cannot be asked for a time. Each process
 * tries, at an exact version, so that each sample is written once.
 */
export class Watermarks {
  private readonly timer: NodeJS.Timeout;
  private sampling: Promise<void> | undefined;
  private lastPosition = startOfStore;

  constructor(
    private readonly calls: Calls,
    private readonly stream: string,
    intervalMs = 1_000,
  ) {
    this.timer = setInterval(() => {
      this.sampling ??= this.sample()
        .catch(() => {}) // the next second tries again
        .finally(() => (this.sampling = undefined));
    }, intervalMs).unref();
  }

  /** The last sample at or before the time, found by halving: the stream is in order of time. */
  async at(time: Date): Promise<Position> {
    const last = await this.calls.lastOf(this.stream);
    let found = startOfStore;
    for (let [low, high] = [0, Number(last?.revision ?? -1)]; low <= high;) {
      const middle = Math.floor((low + high) / 2);
      const sample = await this.read(middle);
      if (sample && sample.at <= time.toISOString()) [found, low] = [sample.position, middle + 1];
      else high = middle - 1;
    }
    return found;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.sampling;
  }

  private async read(version: number): Promise<Sample | undefined> {
    const { events } = await this.calls.readStream(this.stream, version, 1);
    return events[0]?.data as Sample | undefined;
  }

  private async sample(): Promise<void> {
    const newest = (await this.calls.newest(10)).find((event) => isOurs(event, this.stream));
    if (!newest || placeOf(newest) === this.lastPosition) return;
    const before = await this.calls.lastOf(this.stream);
    const known = before?.data as Sample | undefined;
    const position = placeOf(newest);
    this.lastPosition = known && known.position > position ? known.position : position;
    if (known && known.position >= position) return;
    // Clocks of processes differ; the stream stays in order.
    const at = [new Date().toISOString(), known?.at ?? ''].sort().at(-1) as string;
    const event = jsonEvent({ id: randomUUID(), type: 'touchstone-watermark', data: { at, position } });
    await this.calls.write(this.stream, [event as never], before ? Number(before.revision) : 'no-stream');
  }
}
