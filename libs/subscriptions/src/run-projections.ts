import { migrate } from '@touchstone/migrations';
import { subscriptionMigrations } from './migrations';
import type { Projection } from './projection';
import { readProgress, type Progress } from './progress';
import { rebuildMigrations } from './rebuild/migrations';
import { buildRunner } from './rebuild/build-runner';
import { RunningBuilds } from './rebuild/running-builds';
import type { RunOptions } from './run-options';
import { sharingMigrations } from './sharing/migrations';
import { SharedSlots } from './sharing/shared-slots';
import { activateFirst } from './versions';

export interface RunningProjections {
  /** How far every slot of the versions that answer got, also those that other processes hold. */
  progress(): Promise<Progress>;
  /** Slots that do not go on, with the sentence that says why. */
  refusals(): readonly string[];
  /** Finishes the batches in hand and gives the slots up at once. */
  drain(): Promise<void>;
}

const newestOf = (projections: readonly Projection[], name: string): Projection =>
  projections.filter((one) => one.name === name).reduce((a, b) => (a.version > b.version ? a : b));

/** Makes schemas and slots that are missing and folds from then on. Throws MigrationRefused, SlotCountChanged or VersionUnknown. */
export const runProjections = async (options: RunOptions): Promise<RunningProjections> => {
  const { store, pool, projections, schema = 'touchstone', slots = 1, observer = {}, buildsEveryMs = 1_000 } = options;
  const { owner, leaseMs = 10_000 } = options;
  await migrate(pool, schema, [...subscriptionMigrations, ...rebuildMigrations, ...sharingMigrations]);
  const names = [...new Set(projections.map(({ name }) => name))];
  for (const name of names) await activateFirst(pool, schema, newestOf(projections, name), slots);

  const stopping = new AbortController();
  const { signal } = stopping;
  const refused = new Map<string, string>();
  const live = new Map<string, Date>();
  const sharing = new SharedSlots({ pool, schema, owner, leaseMs, signal });
  const run = buildRunner({ ...options, schema, leaseMs, live, refused, sharing, stopping: signal });
  const builds = new RunningBuilds({
    pool,
    schema,
    projections,
    store,
    slots,
    observer,
    run,
    everyMs: buildsEveryMs,
    signal,
  });
  await builds.begin();
  const following = Promise.all([builds.follow(), sharing.follow()]);

  return {
    progress: () => readProgress(pool, schema, names, live),
    refusals: () => [...refused.values()],
    async drain() {
      stopping.abort();
      await following;
    },
  };
};
