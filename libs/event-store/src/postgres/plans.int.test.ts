import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { freshStream, sampleEvents } from '../contract/sample-events';
import { Pool } from 'pg';
import { startOfStore } from '../port';
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store';
import { readStatements } from './statements';

describe('plans at 20 000 events', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await testDatabase();
    store = await postgresEventStore({ pool: database.pool });
    const streams = Array.from({ length: 2_000 }, (_, index) => `${['a', 'b', 'c', 'd'][index % 4]}-${freshStream()}`);
    await store.appendMany(streams.map((stream) => ({ stream, events: sampleEvents(10), expected: 'no-stream' })));
    await database.pool.query('ANALYZE store.events');
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const statements = readStatements('store');
  const place = [1, '1', 1];
  const unsorted = /Sort|Seq Scan|Bitmap/;
  it.each([
    ['a page of everything', statements.page(0), [...place, 1_001], 'events_order', unsorted],
    ['a page of one category', statements.page(1), [...place, 1_001, 'a'], 'events_category_order', unsorted],
    [
      'a page of three categories',
      statements.page(3),
      [...place, 1_001, 'a', 'b', 'nothing'],
      'events_category_order',
      /Seq Scan|Bitmap|events_order/,
    ],
    ['the head', statements.head, [], 'events_order', unsorted],
    ['the end', statements.end, [1], 'events_order', unsorted],
    [
      'streams',
      statements.streams,
      [
        ['a-1', 'b-1'],
        [0, 3],
        [10, 10],
      ],
      'events_pkey',
      unsorted,
    ],
  ])('%s is read from its index, in its order', async (_, { text }, values, index, never) => {
    const client = await database.pool.connect();
    try {
      await client.query('SET plan_cache_mode = force_generic_plan');
      await client.query(`PREPARE probe AS ${text}`);
      const literals = values
        .map((value) => (Array.isArray(value) ? `'{${value.join(',')}}'` : `'${value}'`))
        .join(', ');
      const { rows } = await client.query(`EXPLAIN EXECUTE probe${literals && `(${literals})`}`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain(index);
      // The newest epoch comes from a table of a row or two.
      expect(plan.replace(/.*epochs.*/g, '')).not.toMatch(never);
    } finally {
      client.release(true);
    }
  });

  it('holds at most one lock for each stream of the flushes under way', async () => {
    const appends = Array.from({ length: 3_000 }, () => ({
      stream: freshStream(),
      events: sampleEvents(1),
      expected: 'any' as const,
    }));
    let settled = false;
    let most = 0;
    const work = store.appendMany(appends).finally(() => (settled = true));
    while (!settled) {
      const { rows } = await database.pool.query(
        `SELECT count(*)::int AS held FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      most = Math.max(most, rows[0].held);
    }
    await work;
    expect(most).toBeLessThanOrEqual(1_000);
  });

  it('never scans the table of a fresh store, though every plan was first made while it was nearly empty', async () => {
    const fresh = await testDatabase();
    const pool = new Pool({ connectionString: fresh.url, max: 1 });
    const young = await postgresEventStore({ pool, flushes: 1 });
    const use = async () => {
      const [stream, other] = [freshStream(), freshStream()];
      await young.append(stream, sampleEvents(1), 'no-stream');
      await young.append(other, sampleEvents(3), 'any');
      await young.readStream(stream, { limit: 1 });
      await young.versions([stream, other]);
      await young.readAll({ after: startOfStore, limit: 5 });
      await young.readAll({ after: startOfStore, limit: 5, filter: { categories: ['a', 'nothing'] } });
      await young.appendMany([{ stream, events: sampleEvents(1), expected: 7 }]);
    };
    const scans = async (): Promise<number> => {
      await pool.query('SELECT pg_stat_force_next_flush()');
      return Number(
        (await pool.query(`SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'events'`)).rows[0].seq_scan,
      );
    };
    await use();
    await pool.query('VACUUM ANALYZE store.events'); // from here on the planner knows that one page holds it all
    for (let time = 0; time < 10; time++) await use();
    const streams = Array.from({ length: 500 }, () => `a-${freshStream()}`);
    await young.appendMany(streams.map((stream) => ({ stream, events: sampleEvents(10), expected: 'no-stream' })));
    const before = await scans();
    for (let time = 0; time < 10; time++) await use();
    expect(await scans()).toBe(before);
    await young.close();
    await pool.end();
    await fresh.drop();
  });
});
