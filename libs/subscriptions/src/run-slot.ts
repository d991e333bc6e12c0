import { PositionBeyondStore, type EventStore, type Filter } from '@touchstone/event-store';
import type { Pool } from 'pg';
import { claimSlot, type HeldSlot } from './claim-slot';
import { Backoff, describeFailure, pause } from './failures';
import { followSlot } from './follow-slot';
import { LeaseLost } from './lease-lost';
import type { ProjectionObserver, SlotName, SlotStatus } from './observer';
import type { Opener } from './opened-page';
import type { PageWindow } from './page-window';
import { levelKey } from './progress';
import type { Projection } from './projection';
import { Repairs } from './repairs';
import type { Seat } from './sharing/seat';
import { SlotSource, type Reading } from './slot-source';

export interface SlotRun {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly schema: string;
  /** In the schema of its build. */
  readonly projection: Projection;
  /** The name under which the slots of the build are kept. */
  readonly subscription: string;
  readonly slot: number;
  readonly slots: number;
  readonly name: () => SlotName;
  readonly rest: (workedMs: number, isLive: boolean) => Promise<void>;
  readonly owner: string;
  readonly leaseMs: number;
  /** Says whose turn it is. */
  readonly seat: Seat;
  readonly observer: ProjectionObserver;
  readonly window: PageWindow;
  readonly opener: Opener;
  readonly filter?: Filter;
  readonly source: {
    readonly store: EventStore;
    readonly reading: () => Reading;
    readonly filter?: Filter;
    readonly readFailed: (error: string, retryInMs: number) => void;
    readonly signal: AbortSignal;
  };
  /** Slot -> why it does not go on. */
  readonly refused: Map<string, string>;
  readonly level: Map<string, Date>;
  readonly signal: AbortSignal;
}

const refusedPauseMs = 10_000;

type Say = (status: SlotStatus) => void;

/** Claims the slot whenever it is this process' turn and folds while it is, until the signal is aborted. Never rejects. */
export const runSlot = async (run: SlotRun): Promise<void> => {
  const { seat, signal } = run;
  const backoff = new Backoff();
  for (let surplus = await seat.turn(signal); surplus; surplus = await seat.turn(signal)) {
    await attempt({ ...run, signal: AbortSignal.any([signal, surplus]) }, backoff);
    seat.left();
  }
};

const attempt = async (run: SlotRun, backoff: Backoff): Promise<void> => {
  const { projection, signal, observer } = run;
  const say: Say = (status) => observer.status?.(run.name(), status);
  try {
    const held = await claimSlot({ ...run, version: projection.version, ofBuild: true });
    backoff.reset();
    if (!held) return;
    say({ kind: 'claimed' });
    await hold(run, held, say);
  } catch (error) {
    if (error instanceof LeaseLost) return say({ kind: 'lost' });
    const retryInMs = backoff.nextMs();
    say({ kind: 'paused', error: describeFailure(error), retryInMs });
    await pause(retryInMs, signal);
  }
};

const hold = async (run: SlotRun, held: HeldSlot, say: Say): Promise<void> => {
  const { projection, subscription, slot, refused, level, signal } = run;
  const key = levelKey(subscription, projection.version, slot);
  const stop = AbortSignal.any([signal, held.signal]);
  try {
    let from = held;
    while (!stop.aborted) {
      const refusal = await refusalOf(() => follow(run, from, stop, say));
      if (refusal === undefined) return;
      const detail = `${projection.name}, slot ${slot}: ${refusal}`;
      refused.set(key, detail);
      say({ kind: 'refused', detail });
      // Any other process would refuse as well, so the slot stays where it is.
      await pause(refusedPauseMs, stop);
      if (!stop.aborted) from = { ...held, position: (await held.standing()).position };
    }
  } finally {
    level.delete(key);
    refused.delete(key);
    await held.release().then(
      () => say({ kind: 'released' }),
      () => say({ kind: 'lost' }), // the lease runs out by itself
    );
  }
};

const refusalOf = async (work: () => Promise<void>): Promise<string | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PositionBeyondStore) return error.message;
    throw error;
  }
};

const follow = async (run: SlotRun, held: HeldSlot, stop: AbortSignal, say: Say): Promise<void> => {
  const { store, pool, schema, projection, subscription, slot, slots, window, opener, source, observer, filter } = run;
  const { signal, name, rest, leaseMs } = run;
  const key = levelKey(subscription, projection.version, slot);
  const moved = (levelAt: Date | undefined) => {
    run.refused.delete(key);
    if (levelAt) run.level.set(key, levelAt);
  };
  const changed = (kind: 'level' | 'fell-behind') => say({ kind });
  const repairs = { pool, schema, leaseMs, store, opener, projection, subscription };
  await followSlot({
    pool,
    leaseMs,
    projection,
    slot,
    slots,
    held,
    observer,
    name,
    rest,
    moved,
    signal,
    source: new SlotSource({ ...source, window, opener, changed, signal: stop }),
    repairs: new Repairs({ ...repairs, ...(filter ? { filter } : {}) }),
  });
};
