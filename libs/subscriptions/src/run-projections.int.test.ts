import { modelEventStore, type EventStore } from '@touchstone/event-store';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { Client, type Pool, type PoolClient } from 'pg';
import type { Projection } from './projection';
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

describe('projections', () => {
  it.each([1, 3])('fold everything once with %i slots, before and after they are level', async (slots) => {
    await tell(50);
    const one = await run({ slots, pageSize: 7, windowPages: 2 });
    await counted(50);
    await tell(25);
    await counted(75);
    await passed(one, await store.head());
    const { levelAt } = await one.progress();
    await eventually(
      'a later level',
      () => one.progress(),
      (after) => (after.levelAt ?? 0) > (levelAt ?? 0),
    );
  });

  it('read and open each live event once for all of them', async () => {
    const codec = plainCodec();
    const projections = ['first', 'second', 'third'].map((each) => countingProjection(each));
    const level: string[] = [];
    await run({
      codec,
      projections,
      observer: { status: ({ projection }, { kind }) => kind === 'level' && level.push(projection) },
    });
    await eventually(
      'all are level',
      () => level,
      (all) => all.length === 3,
    );
    await tell(30);
    for (const { schema } of projections) await counted(30, schema);
    expect(codec.opened).toBe(30);
  });

  it('let a slow one read alone without holding the others up', async () => {
    const slow = countingProjection('slow');
    const waits: Projection = {
      ...slow,
      write: async (batch) =>
        slow
          .write(batch)
          .then(() => batch.client.query('SELECT pg_sleep(0.05)'))
          .then(),
    };
    const kinds: string[] = [];
    const observer: RunOptions['observer'] = {
      status: ({ projection }, { kind }) => projection === 'slow' && kinds.push(kind),
    };
    await run({ projections: [counting, waits], pageSize: 2, windowPages: 2, observer });
    await eventually(
      'level',
      () => kinds,
      (all) => all.includes('level'),
    );
    await tell(60);
    await counted(60);
    await counted(60, 'slow');
    expect(kinds).toContain('fell-behind');
    await eventually(
      'level again',
      () => kinds,
      (all) => all.lastIndexOf('level') > all.indexOf('fell-behind'),
    );
  });

  it('fold several pages in one transaction while they are behind, and no more than a batch', async () => {
    await (await run()).drain();
    await tell(8);
    await tell(3, { heavy: 'x'.repeat(9 << 20) });
    const batches: number[] = [];
    await run({ pageSize: 1, windowPages: 4, observer: { batch: ({ events }) => events > 0 && batches.push(events) } });
    await counted(11);
    expect(batches).toEqual([4, 4, 1, 1, 1]);
  });

  it('share slots between processes, and hand them over at once when one is drained', async () => {
    const [one, two] = [await run({ owner: 'one' }), await run({ owner: 'two' })];
    await tell(20);
    await counted(20);
    const began = Date.now();
    await one.drain();
    await tell(20);
    await counted(40);
    expect(Date.now() - began).toBeLessThan(9_000); // below the lease of 10 s
    await two.drain();
  });

  it('skip and count types that they do not know', async () => {
    const skipped: string[] = [];
    await run({ observer: { skipped: (type) => skipped.push(type) } });
    await store.append('x-1', [fact(identityNumber(1), {}, 'test.thing.unheard')], 'any');
    await tell(1);
    await counted(1);
    expect(skipped).toEqual(['test.thing.unheard']);
  });

  it('refuse to go on with another number of slots', async () => {
    await (await run({ slots: 2 })).drain();
    await expect(run({ slots: 3 })).rejects.toThrow(/built with 2 slots .* start with 2/);
  });

  it('refuse a checkpoint beyond the store, with a sentence', async () => {
    await tell(5);
    const one = await run();
    await counted(5);
    await one.drain();
    await store.close();
    store = modelEventStore(); // what a restore to an earlier time looks like
    const again = await run();
    const [sentence] = await eventually(
      'a refusal',
      () => again.refusals(),
      (all) => all.length > 0,
    );
    expect(sentence).toMatch(/^counting, slot 0: Position .* beyond the end of the store .* Rebuild/);
    expect(await total()).toBe(5);
  });
});

/** The pool with something done to every connection that it hands out. */
const through = (pool: Pool, change: (client: PoolClient) => void): Pool =>
  new Proxy(pool, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (property !== 'connect') return typeof value === 'function' ? value.bind(target) : value;
      return async () => {
        const client = await target.connect();
        change(client);
        return client;
      };
    },
  });

describe('a database that fails', () => {
  it('is waited for, and the projections go on', async () => {
    const paused: string[] = [];
    const one = await run({
      observer: { status: (_, status) => status.kind === 'paused' && paused.push(status.error) },
    });
    await tell(10);
    await counted(10);
    const name = new URL(database.url).pathname.slice(1);
    const admin = new Client({ connectionString: database.url.replace(name, 'postgres') });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [name]);
    await tell(10);
    await eventually(
      'pauses',
      () => paused,
      (all) => all.length > 2,
    );
    expect(paused.length).toBeLessThan(50);
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await admin.end();
    await counted(20);
    await passed(one, await store.head());
  });

  it('may answer a COMMIT with silence: the batch counts once', async () => {
    let silent = 0;
    const changed = new WeakSet<PoolClient>();
    const pool = through(database.pool, (client) => {
      if (changed.has(client)) return;
      changed.add(client);
      const query = client.query.bind(client) as (...of: unknown[]) => Promise<{ rows: { pid: number }[] }>;
      client.query = (async (...of: unknown[]) => {
        if ((of[0] as { text?: string }).text !== 'COMMIT' || silent++ % 2 === 0) return query(...of);
        const { rows } = await query('SELECT pg_backend_pid() AS pid');
        await query('COMMIT');
        await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
        return query('SELECT 1');
      }) as typeof client.query;
    });
    await (await run()).drain();
    await tell(40);
    const one = await run({ pool, pageSize: 10, windowPages: 1 });
    await passed(one, await store.head());
    expect(silent).toBeGreaterThanOrEqual(4);
    expect(await total()).toBe(40);
  });
});
