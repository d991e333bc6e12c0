import { modelEventStore, type EventStore } from '@touchstone/event-store';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import type { Projection } from './projection';
import { requestRepairs } from './repairs';
import type { RunOptions } from './run-options';
import { runProjections, type RunningProjections } from './run-projections';
import { countingProjection, fact, identityNumber, plainCodec } from './testing/counting-projection';

let database: TestDatabase;
let store: EventStore;
const running: RunningProjections[] = [];
beforeEach(async () => {
  database = await testDatabase();
  store = modelEventStore();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.drain()));
  await store.close();
  await database.drop();
});

const counting = countingProjection('counting');
const knows = (type: string) => type === 'test.thing.happened';
const run = async (options: Partial<RunOptions> = {}) => {
  const common = { store, codec: plainCodec(), pool: database.pool, projections: [counting], owner: 'one', knows };
  const one = await runProjections({ ...common, ...options });
  running.push(one);
  return one;
};
const tell = async (count: number, data: Record<string, unknown> = {}, identities = 10) => {
  for (let n = 0; n < count; n++) {
    const identity = identityNumber(n % identities);
    await store.append(`identity-${identity}`, [fact(identity, data)], 'any');
  }
};
const total = async (schema = 'counting'): Promise<number> => {
  const { rows } = await database.pool.query<{ sum: number }>(
    `SELECT coalesce(sum(facts), 0)::int AS sum FROM ${schema}.counts`,
  );
  return rows[0]?.sum ?? 0;
};
const counted = (facts: number, schema?: string) =>
  eventually(
    `${facts} facts`,
    () => total(schema),
    (sum) => sum === facts,
  );
const passed = (one: RunningProjections, position: string) =>
  eventually(
    'slots past the position',
    () => one.progress(),
    ({ slots }) => Object.values(slots).every((each) => Object.values(each).every((at) => at >= position)),
  );

describe('a fact that cannot be folded', () => {
  it.each([
    ['its fold throws', { throws: true }, 'RangeError'],
    ['the database refuses it', { refused: true }, 'error 22012'],
    ['its box does not open', { unreadable: true }, 'TypeError'],
  ])('is marked and stops nobody: %s', async (_, data, reason) => {
    await tell(20);
    const poison = identityNumber(3);
    await store.append(`identity-${poison}`, [fact(poison, data)], 'any');
    await tell(20);
    const one = await run();
    await passed(one, await store.head());
    expect(await total()).toBe(40);
    const { rows } = await database.pool.query('SELECT identity, reason FROM counting.spoiled');
    expect(rows).toEqual([{ identity: poison, reason }]);
  });

  it('is folded again by a repair, with everything else of its identity', async () => {
    const poison = identityNumber(3);
    await tell(20);
    await store.append(`identity-${poison}`, [fact(poison, { throws: true })], 'any');
    const broken = await run();
    await passed(broken, await store.head());
    await broken.drain();
    const repaired: Projection = {
      ...counting,
      write: (batch) => counting.write({ ...batch, events: batch.events.map((event) => ({ ...event, data: {} })) }),
    };
    await run({ projections: [repaired] });
    await requestRepairs({
      pool: database.pool,
      schema: 'touchstone',
      projections: [counting],
      identity: poison,
      by: 'a test',
    });
    await counted(21);
    expect((await database.pool.query('SELECT * FROM counting.spoiled')).rows).toEqual([]);
    expect((await database.pool.query('SELECT outcome FROM touchstone.repairs')).rows).toEqual([
      { outcome: 'folded again' },
    ]);
  });

  it('stays marked when the repair meets it again', async () => {
    const poison = identityNumber(3);
    await store.append(`identity-${poison}`, [fact(poison), fact(poison, { throws: true })], 'any');
    await passed(await run(), await store.head());
    await requestRepairs({
      pool: database.pool,
      schema: 'touchstone',
      projections: [counting],
      identity: poison,
      by: 'a test',
    });
    const outcome = async () =>
      (await database.pool.query<{ outcome: string | null }>('SELECT outcome FROM touchstone.repairs')).rows[0]
        ?.outcome;
    expect(await eventually('an outcome', outcome, (text) => typeof text === 'string')).toMatch(
      /still incomplete: RangeError/,
    );
    expect((await database.pool.query('SELECT * FROM counting.spoiled')).rows).toHaveLength(1);
    expect(await total()).toBe(1);
  });

  it('is folded again also while the clock of this process was set back', async () => {
    const poison = identityNumber(3);
    await store.append(`identity-${poison}`, [fact(poison)], 'any');
    await passed(await run(), await store.head());
    const now = Date.now;
    Date.now = () => now() - 3_600_000;
    try {
      await requestRepairs({
        pool: database.pool,
        schema: 'touchstone',
        projections: [counting],
        identity: poison,
        by: 'a test',
      });
      const done = async () =>
        (await database.pool.query<{ outcome: string | null }>('SELECT outcome FROM touchstone.repairs')).rows[0];
      await eventually('an outcome', done, (row) => row?.outcome === 'folded again');
    } finally {
      Date.now = now;
    }
  });
});
