import { definitionOf } from '@touchstone/contracts';
import type { EventStore, Filter } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import type { Pool } from 'pg';
import { subscriptionMigrations } from './migrations';
import type { ProjectionObserver } from './observer';
import type { Opener } from './opened-page';
import { PageWindow } from './page-window';
import type { PageCodec, Projection } from './projection';
import { readProgress, type Progress } from './progress';
import { runSlot } from './run-slot';
import { activateFirst, keepSlotCount } from './versions';

export interface RunOptions {
  readonly store: EventStore;
  readonly codec: PageCodec;
  /** Of the server that holds the rows. */
  readonly pool: Pool;
  readonly projections: readonly Projection[];
  /** Names this process among those that share the slots; unique per process. */
  readonly owner: string;
  /** Schema of slots and versions. */
  readonly schema?: string;
  readonly slots?: number;
  readonly leaseMs?: number;
  /** Events that are read and opened at once. */
  readonly pageSize?: number;
  /** Pages that wait for the slower of the live slots, and about as many become one transaction of a slot that is behind. */
  readonly windowPages?: number;
  readonly filter?: Filter;
  readonly observer?: ProjectionObserver;
  /** True for the types that this program can read; others are skipped and counted. */
  readonly knows?: (type: string) => boolean;
}

export interface RunningProjections {
  /** How far every slot got, also those that other processes hold. */
  progress(): Promise<Progress>;
  /** Slots that do not go on, with the sentence that says why. */
  refusals(): readonly string[];
  /** Finishes the batches in hand and gives the slots up at once. */
  drain(): Promise<void>;
}

/** Of a batch in plain text: 8 000 usual events have half of it, and the largest allowed ones must not fill the memory. */
const batchWeight = 16 << 20;

/** Makes schemas and slots that are missing and folds from then on. Throws MigrationRefused or SlotCountChanged. */
export const runProjections = async (options: RunOptions): Promise<RunningProjections> => {
  const { store, codec, pool, projections, schema = 'touchstone', slots = 1, observer = {} } = options;
  const { knows = (type) => definitionOf(type) !== undefined, pageSize = 1000, windowPages = 8, filter } = options;
  await migrate(pool, schema, subscriptionMigrations);
  for (const projection of projections) {
    await migrate(pool, projection.schema, projection.migrations);
    await keepSlotCount(pool, schema, projection, slots);
    await activateFirst(pool, schema, projection, slots);
  }

  const stopping = new AbortController();
  const opener = (handled: readonly Projection[], count: boolean): Opener => ({
    codec,
    knows,
    handles: new Set(handled.flatMap(({ handles }) => handles)),
    ...(count && observer.skipped ? { skipped: (type: string) => observer.skipped?.(type) } : {}),
  });
  const readFailed = (error: string, retryInMs: number) => observer.readFailed?.(error, retryInMs);
  const batch = { events: windowPages * pageSize, weight: batchWeight };
  const reading = { store, pageSize, readFailed, signal: stopping.signal, ...(filter ? { filter } : {}) };
  const window = new PageWindow({ ...reading, opener: opener(projections, true), maxPages: windowPages });

  const refused = new Map<string, string>();
  const live = new Map<string, Date>();
  const running = projections.flatMap((projection, index) =>
    Array.from({ length: slots }, (_, slot) =>
      runSlot({
        ...options,
        schema,
        slots,
        slot,
        projection,
        observer,
        window,
        opener: opener([projection], index === 0),
        source: { ...reading, batch },
        refused,
        level: live,
        signal: stopping.signal,
      }),
    ),
  );

  return {
    progress: () => readProgress(pool, schema, projections, live),
    refusals: () => [...refused.values()],
    async drain() {
      stopping.abort();
      await Promise.all(running);
    },
  };
};
