import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { Pool } from 'pg';
import { freshStream, sampleEvent, sampleEvents } from '../contract/sample-events';
import type { AppendResult } from '../port';
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store';

describe('two processes on one store', () => {
  let database: TestDatabase;
  let pools: Pool[];
  let stores: PostgresEventStore[];
  beforeAll(async () => {
    database = await testDatabase();
    pools = [0, 1].map(() => new Pool({ connectionString: database.url, max: 4 }));
    stores = await Promise.all(pools.map((pool) => postgresEventStore({ pool, flushes: 4 })));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  it('let one of 50 writers at one version win, and tell the others the true version', async () => {
    for (let round = 0; round < 5; round++) {
      const stream = freshStream();
      const writers = Array.from({ length: 50 }, (_, index) =>
        stores[index % 2]?.appendMany([{ stream, events: sampleEvents(3), expected: 'no-stream' }]),
      );
      const results = (await Promise.all(writers)).flat();
      expect(results.filter((result) => result?.status === 'appended')).toHaveLength(1);
      expect(results.filter((result) => result?.status === 'conflict' && result.actual === 2)).toHaveLength(49);
    }
  });

  it('give each id to one stream only, though both claim the same ids in crossed order', async () => {
    for (let round = 0; round < 5; round++) {
      const events = Array.from({ length: 40 }, () => sampleEvent());
      const claim = (store: PostgresEventStore, turned: boolean): Promise<AppendResult[]> => {
        const order = turned ? [...events].reverse() : events;
        const pairs = order.map((event, index) => [event, order[(index + 1) % order.length] ?? event]);
        return store.appendMany(pairs.map((pair) => ({ stream: freshStream(), events: pair, expected: 'any' })));
      };
      const results = await Promise.all([claim(stores[0] as never, false), claim(stores[1] as never, true)]);
      const won = results.flat().filter(({ status }) => status === 'appended');
      expect(results.flat().filter(({ status }) => status === 'id-clash')).toHaveLength(80 - won.length);
      const { rows } = await database.pool.query(
        'SELECT count(*)::int AS stored FROM store.events WHERE event_id = ANY ($1)',
        [events.map(({ id }) => id)],
      );
      expect(rows[0].stored).toBe(2 * won.length);
      expect(won.length).toBeGreaterThan(0);
    }
  });

  it('store once what both append to the same streams', async () => {
    const appends = Array.from({ length: 200 }, () => ({
      stream: freshStream(),
      events: sampleEvents(2),
      expected: 'any' as const,
    }));
    const [one, other] = await Promise.all(
      stores.map((store, index) => store.appendMany(index === 0 ? appends : [...appends].reverse())),
    );
    const statuses = [one?.map(({ status }) => status), other?.map(({ status }) => status).reverse()];
    appends.forEach((_, index) =>
      expect([statuses[0]?.[index], statuses[1]?.[index]].sort()).toEqual(['appended', 'duplicate']),
    );
    expect(one?.map((result) => 'position' in result && result.position)).toEqual(
      other?.map((result) => 'position' in result && result.position).reverse(),
    );
  });

  it('wakes a follower in the other process', async () => {
    const stream = freshStream();
    const [writer, reader] = stores as [PostgresEventStore, PostgresEventStore];
    const filter = { categories: [stream.split('-')[0] as string] };
    setTimeout(() => void writer.append(stream, sampleEvents(1), 'any'), 100);
    for await (const page of reader.follow({ after: await reader.head(), filter, signal: AbortSignal.timeout(10_000) }))
      if (page.events.length > 0) return;
    throw new Error('The follower saw nothing within 10 s.');
  });
});
