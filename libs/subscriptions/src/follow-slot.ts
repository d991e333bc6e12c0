import type { Pool } from 'pg';
import type { HeldSlot } from './claim-slot';
import { Backoff, describeFailure, pause, TransactionFailed } from './failures';
import { LeaseLost, SlotStopped } from './lease-lost';
import type { ProjectionObserver, SlotName } from './observer';
import { recordedOf, type OpenedPage } from './opened-page';
import type { Opened, Projection } from './projection';
import type { Repairs } from './repairs';
import { SlotMemory } from './slot-memory';
import { concerning, slotOfKey } from './slot-of-key';
import type { SlotSource } from './slot-source';
import { writeBatch, type BatchWriter } from './write-batch';

export interface SlotFollower {
  readonly pool: Pool;
  readonly leaseMs: number;
  readonly projection: Projection;
  readonly slot: number;
  readonly slots: number;
  readonly held: HeldSlot;
  readonly source: SlotSource;
  readonly repairs: Repairs;
  readonly observer: ProjectionObserver;
  /** As observers know it. */
  readonly name: () => SlotName;
  /** After a batch that took so long to read and to write: how a build lets those who read go first. */
  readonly rest: (workedMs: number, isLive: boolean) => Promise<void>;
  /** Told after every commit. */
  readonly moved: (levelAt: Date | undefined) => void;
  readonly signal: AbortSignal;
}

const idleCheckpointMs = 500;
/** Both versions stand still meanwhile, so it is short. */
const stoppedPauseMs = 5;

/** Folds page after page until the signal is aborted; throws LeaseLost. A database that is down only makes it wait. */
export const followSlot = async (follower: SlotFollower): Promise<void> => {
  const { projection, slot, slots, held, source, repairs, signal } = follower;
  const concerns = concerning(projection, slot, slots);
  const memory = new SlotMemory();
  let { position } = held;
  let writtenAt = -Infinity;
  while (!signal.aborted && !held.signal.aborted) {
    const began = performance.now();
    const page = await source.next(position);
    if (!page) break;
    const events = page.events.filter(concerns);
    const isDue = page.next > position || performance.now() - writtenAt >= idleCheckpointMs;
    if (events.length > 0 || isDue) {
      await untilWritten(follower, (again) => writePage(follower, memory, page, events, again));
      writtenAt = performance.now();
      await follower.rest(performance.now() - began, source.isLive);
    }
    position = page.next;
    held.restsOn(position);
    await untilWritten(follower, () => repairs.run(held, position, memory));
  }
  if (held.signal.aborted && !signal.aborted) throw new LeaseLost(projection.name, slot);
};

/**
 * After a failure the checkpoint is read again: a part may be written, or all of it when the COMMIT got no answer. A slot
 * that is stopped inside the page writes what lies before the stop, and throws SlotStopped.
 */
const writePage = async (
  follower: SlotFollower,
  memory: SlotMemory,
  page: OpenedPage,
  all: readonly Opened[],
  again: boolean,
): Promise<void> => {
  const { pool, leaseMs, projection, slot, slots, held, source, observer, moved } = follower;
  const { position: done, stop = page.next } = again ? await held.standing() : { position: '' };
  const next = stop < page.next ? stop : page.next;
  const levelAt = next === page.next ? page.levelAt : undefined;
  if (next < page.next && next <= done) throw new SlotStopped(projection.name, slot, next);
  const isLeft = ({ position }: { position: string }) => position > done && position <= next;
  const events = again ? all.filter((opened) => isLeft(recordedOf(opened))) : all;
  const began = performance.now();
  const name = follower.name();
  const writer: BatchWriter = {
    pool,
    leaseMs,
    projection,
    concurrent: slots > 1,
    memory,
    owns: (key) => slots === 1 || slotOfKey(key, slots) === slot,
    checkpoint: (client, position, last) => held.progress(client, position, last ? levelAt : undefined),
    spoiled: ({ event, reason }) => observer.spoiled?.(name, event.id, reason),
    committing: () => observer.committing?.(name),
  };
  if (events.length === 0) await held.advance(next, levelAt);
  else {
    const write = () => writeBatch(writer, events, next);
    await (observer.trace ? observer.trace(name, traceparents(events), !source.isLive, write) : write());
  }
  moved(levelAt);
  observer.batch?.({
    ...name,
    events: events.length,
    durationMs: performance.now() - began,
    eventsBehind: source.waiting(),
    behindMs: levelAt ? 0 : sinceLast(page.events),
    visibleAfterMs: source.isLive ? sinceReceived(events) : [],
  });
  if (next < page.next) throw new SlotStopped(projection.name, slot, next);
};

const sinceLast = (events: readonly Opened[]): number => {
  const last = events.at(-1);
  return last ? Math.max(0, Date.now() - Date.parse(recordedOf(last).recordedAt)) : 0;
};

const sinceReceived = (events: readonly Opened[]): number[] => {
  const now = Date.now();
  return events.flatMap((opened) => {
    const { receivedAt } = recordedOf(opened).metadata;
    return receivedAt === undefined ? [] : [Math.max(0, now - Date.parse(receivedAt))];
  });
};

const traceparents = (events: readonly Opened[]): string[] =>
  events.flatMap((opened) => recordedOf(opened).metadata.traceparent ?? []);

/** Tries again for as long as it takes; a lost lease is the only way out. */
const untilWritten = async (
  { observer, projection, slot, held, signal, name }: SlotFollower,
  work: (again: boolean) => Promise<void>,
) => {
  const backoff = new Backoff();
  for (let again = false; !signal.aborted; again = true) {
    try {
      return await work(again);
    } catch (failure) {
      const error = failure instanceof TransactionFailed ? failure.error : failure;
      if (error instanceof LeaseLost) throw error;
      if (error instanceof SlotStopped) {
        await pause(stoppedPauseMs, AbortSignal.any([signal, held.signal]));
        continue;
      }
      const retryInMs = backoff.nextMs();
      observer.status?.(name(), { kind: 'paused', error: describeFailure(failure), retryInMs });
      await pause(retryInMs, AbortSignal.any([signal, held.signal]));
      if (held.signal.aborted) throw new LeaseLost(projection.name, slot);
    }
  }
};
