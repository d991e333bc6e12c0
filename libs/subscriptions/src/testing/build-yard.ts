import type { ProjectionBuild } from '@touchstone/contracts';
import { modelEventStore } from '@touchstone/event-store';
import type { Pool } from 'pg';
import type { Projection } from '../projection';
import { requestComparison, requestRebuild } from '../rebuild/commands';
import { listBuilds } from '../rebuild/list-builds';
import { switchBuild } from '../rebuild/switch-build';
import type { RunOptions } from '../run-options';
import { runProjections, type RunningProjections } from '../run-projections';
import { fact, identityNumber, plainCodec } from './counting-projection';

/** `testDatabase()` and `eventually` of the test helpers. */
interface Given {
  readonly database: { readonly pool: Pool; drop(): Promise<void> };
  readonly eventually: <Value>(
    description: string,
    read: () => Promise<Value>,
    fits: (value: Value) => boolean,
  ) => Promise<Value>;
}

/** A store in memory, a database, and processes that build versions of the projection `name` in it. */
// eslint-disable-next-line max-lines-per-function -- a list of what tests do
export const buildYard = ({ database, eventually }: Given, name: string) => {
  const store = modelEventStore();
  const running: RunningProjections[] = [];
  const knows = (type: string) => type === 'test.thing.happened';
  const run = async (projections: readonly Projection[], options: Partial<RunOptions> = {}) => {
    const common = { store, codec: plainCodec(), pool: database.pool, owner: crypto.randomUUID(), knows };
    const quick = { leaseMs: 2_000, pageSize: 10, buildsEveryMs: 20, rebuildShare: 1 };
    const one = await runProjections({ ...common, ...quick, projections, ...options });
    running.push(one);
    return one;
  };
  const tell = async (count: number, identities = 5) => {
    for (let n = 0; n < count; n++) {
      const identity = identityNumber(n % identities);
      await store.append(`identity-${identity}`, [fact(identity)], 'any');
    }
  };
  const total = async (schema: string): Promise<number> => {
    const { rows } = await database.pool.query<{ sum: number }>(
      `SELECT coalesce(sum(facts), 0)::int AS sum FROM ${schema}.counts`,
    );
    return rows[0]?.sum ?? 0;
  };
  const counted = (facts: number, schema: string) =>
    eventually(
      `${facts} facts in ${schema}`,
      () => total(schema).catch(() => -1),
      (sum) => sum === facts,
    );

  const rebuilds = (projections: readonly Projection[]) => ({ pool: database.pool, schema: 'touchstone', projections });
  const builds = async (projections: readonly Projection[]): Promise<readonly ProjectionBuild[]> =>
    (await listBuilds(rebuilds(projections), store))[0]?.builds ?? [];
  const buildOf = async (projections: readonly Projection[], build: string) =>
    (await builds(projections)).find((one) => one.build === build);
  const level = (projections: readonly Projection[], build: string) =>
    eventually(
      `build ${build} is level`,
      () => buildOf(projections, build),
      (one) => one?.levelAt != null && one.share === 1,
    );
  const of = (projections: readonly Projection[]) => ({ ...rebuilds(projections), projection: name });
  const rebuild = (projections: readonly Projection[], slots = 1) =>
    requestRebuild({ ...of(projections), slots, by: 'a test' });
  const compared = async (projections: readonly Projection[], build: string) => {
    await requestComparison(of(projections));
    const all = await eventually(
      `build ${build} is compared`,
      () => buildOf(projections, build),
      (one) => one?.comparison != null && !one.comparing,
    );
    return all?.comparison as NonNullable<ProjectionBuild['comparison']>;
  };
  const switched = (projections: readonly Projection[], accept = false) => switchBuild({ ...of(projections), accept });
  const schemaIsGone = async (schema: string) =>
    (await database.pool.query<{ gone: boolean }>('SELECT to_regnamespace($1) IS NULL AS gone', [schema])).rows[0]
      ?.gone;

  return {
    store,
    pool: database.pool,
    run,
    tell,
    total,
    counted,
    builds,
    buildOf,
    level,
    of,
    rebuild,
    compared,
    switched,
    schemaIsGone,
    close: async () => {
      await Promise.all(running.splice(0).map((one) => one.drain()));
      await store.close();
      await database.drop();
    },
  };
};
export type BuildYard = ReturnType<typeof buildYard>;
