import { PositionBeyondStore, type EventStore, type Filter } from '@touchstone/event-store';
import type { Pool } from 'pg';
import { claimSlot, type HeldSlot } from './claim-slot';
import { Backoff, describeFailure, pause } from './failures';
import { followSlot } from './follow-slot';
import { LeaseLost } from './lease-lost';
import type { ProjectionObserver, SlotName, SlotStatus } from './observer';
import type { BatchLimit, Opener } from './opened-page';
import type { PageWindow } from './page-window';
import { levelKey } from './progress';
import type { Projection } from './projection';
import { Repairs } from './repairs';
import { SlotSource } from './slot-source';

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
  readonly leaseMs?: number;
  readonly observer: ProjectionObserver;
  readonly window: PageWindow;
  readonly opener: Opener;
  readonly filter?: Filter;
  readonly source: {
    readonly store: EventStore;
    readonly pageSize: number;
    readonly batch: BatchLimit;
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

/** Claims the slot whenever it is free and folds while it is held, until the signal is aborted. Never rejects. */
export const runSlot = async (run: SlotRun): Promise<void> => {
  const { projection, subscription, slot, signal, observer, leaseMs = 10_000 } = run;
  const say = (status: SlotStatus) => observer.status?.(run.name(), status);
  const backoff = new Backoff();
  while (!signal.aborted) {
    try {
      const held = await claimSlot({ ...run, version: projection.version, ofBuild: true });
      backoff.reset();
      if (held) {
        say({ kind: 'claimed' });
        await hold(run, held, leaseMs, say);
      } else await pause(Math.min(1000, leaseMs / 4), signal);
    } catch (error) {
      if (error instanceof LeaseLost) say({ kind: 'lost' });
      else if (error instanceof PositionBeyondStore) {
        const detail = `${projection.name}, slot ${slot}: ${error.message}`;
        run.refused.set(levelKey(subscription, projection.version, slot), detail);
        say({ kind: 'refused', detail });
        await pause(refusedPauseMs, signal);
      } else {
        const retryInMs = backoff.nextMs();
        say({ kind: 'paused', error: describeFailure(error), retryInMs });
        await pause(retryInMs, signal);
      }
    }
  }
};

const hold = async (
  run: SlotRun,
  held: HeldSlot,
  leaseMs: number,
  say: (status: SlotStatus) => void,
): Promise<void> => {
  const { store, pool, schema, projection, subscription, slot, slots, window, opener, source, observer, filter } = run;
  const { signal, name, rest } = run;
  const key = levelKey(subscription, projection.version, slot);
  const stop = AbortSignal.any([signal, held.signal]);
  try {
    const moved = (levelAt: Date | undefined) => {
      run.refused.delete(key);
      if (levelAt) run.level.set(key, levelAt);
    };
    const changed = (kind: 'level' | 'fell-behind') => say({ kind });
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
      repairs: new Repairs({
        pool,
        schema,
        leaseMs,
        store,
        opener,
        projection,
        subscription,
        ...(filter ? { filter } : {}),
      }),
    });
  } finally {
    run.level.delete(key);
    await held.release().then(
      () => say({ kind: 'released' }),
      () => undefined, // the lease runs out by itself
    );
  }
};
