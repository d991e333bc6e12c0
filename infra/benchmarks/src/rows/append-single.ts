import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { postgresEventStore } from '@touchstone/event-store';
import { Pool } from 'pg';
import { callFor } from '../harness/callers';
import type { Row } from '../harness/row';
import { insertOne, makePlainEvents } from '../plain/plain-events';
import { freshIdentity, sampleTouchpoint } from '../plain/sample-touchpoints';

const callers = 32;
const poolSizes = [4, 8, 16, 32];

/** Each caller has a stream of its own and appends at its end. */
const ownStreams = () => Array.from({ length: callers }, () => ({ identity: freshIdentity(), version: -1 }));
type Stream = ReturnType<typeof ownStreams>[number];

const bareInsert = (pool: Pool, streams: readonly Stream[]) => async (caller: number) => {
  const stream = streams[caller] as Stream;
  await insertOne(pool, `identity-${stream.identity}`, ++stream.version, sampleTouchpoint(stream.identity));
  return 1;
};

const bestPool = async (url: string, quick: boolean): Promise<Pool> => {
  let best: { pool: Pool; count: number } | undefined;
  for (const max of quick ? [8] : poolSizes) {
    const pool = new Pool({ connectionString: url, max });
    await callFor(quick ? 10 : 300, callers, bareInsert(pool, ownStreams()));
    const { count } = await callFor(quick ? 50 : 1_000, callers, bareInsert(pool, ownStreams()));
    const better = count > (best?.count ?? 0);
    await (better ? best?.pool : pool)?.end();
    if (better) best = { pool, count };
  }
  if (!best) throw new Error('No pool size inserted anything.');
  return best.pool;
};

const emmettAt = async (url: string) => {
  const store = getPostgreSQLEventStore(url, { schema: { autoMigration: 'None' } });
  await store.schema.migrate();
  return store;
};

export const appendSingle: Row = {
  name: 'append.single',
  what: `one event a call, ${callers} callers, each on a stream of its own at the exact version.`,
  unit: 'events',
  open: async (bench) => {
    const url = await bench.database();
    const pool = new Pool({ connectionString: url, max: 8 });
    const store = await postgresEventStore({ pool });
    await makePlainEvents(pool);
    const insertPool = await bestPool(url, bench.quick);
    const emmett = await emmettAt(await bench.database());
    let streams = ownStreams();
    const prepare = async () => void (streams = ownStreams());
    const ours = async (caller: number) => {
      const stream = streams[caller] as Stream;
      const expected = stream.version < 0 ? 'no-stream' : stream.version;
      await store.append(`identity-${stream.identity}`, [sampleTouchpoint(stream.identity)], expected);
      stream.version++;
      return 1;
    };
    const theirs = async (caller: number) => {
      const stream = streams[caller] as Stream;
      const { type, data, metadata } = sampleTouchpoint(stream.identity);
      const event = { type, data: JSON.parse(data) as Record<string, unknown>, metadata: { ...metadata } };
      const expectedStreamVersion = BigInt(stream.version + 1);
      await emmett.appendToStream(`identity-${stream.identity}`, [event], { expectedStreamVersion });
      stream.version++;
      return 1;
    };
    return {
      contenders: [
        { name: 'Touchstone', prepare, round: (ms) => callFor(ms, callers, ours) },
        {
          name: 'bare INSERT',
          target: 2,
          prepare,
          round: (ms) => callFor(ms, callers, (caller) => bareInsert(insertPool, streams)(caller)),
        },
        { name: 'emmett-postgresql 0.42.0', target: 8, prepare, round: (ms) => callFor(ms, callers, theirs) },
      ],
      notes: () => [`Best pool of the bare INSERT among ${poolSizes.join(', ')}: ${insertPool.options.max}.`],
      close: async () => {
        await Promise.all([store.close(), emmett.close(), insertPool.end()]);
        await pool.end();
      },
    };
  },
};
