import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { freshStream, sampleEvents } from '../contract/sample-events';
import { waitForHead } from '../contract/wait-for-head';
import { PositionBeyondStore } from '../errors';
import { startOfStore } from '../port';
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store';
import { rawAppend } from './raw-append';

describe('the total order of the PostgreSQL store', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  const clients: Client[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    store = await postgresEventStore({ pool: database.pool });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end()));
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const connect = async (url = database.url): Promise<Client> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  };
  const level = async (): Promise<string> => {
    const { position } = await store.append(freshStream(), sampleEvents(1), 'any');
    await waitForHead(store, position);
    return position;
  };
  // Other test files write on the same server, and their transactions hold this watermark too.
  const finallyAfter = (after: string, ids: readonly string[]) =>
    eventually(
      'the events are final',
      () => idsAfter(after),
      (seen) => seen.length >= ids.length,
    ).then((seen) => expect(seen).toEqual(ids));
  const idsAfter = async (after: string): Promise<string[]> =>
    (await store.readAll({ after })).events.map(({ id }) => id);

  it('waits for a transaction that drew its number early and commits late, then shows both in one order', async () => {
    const after = await level();
    const [slow, quick] = [await connect(), await connect()];
    await slow.query('BEGIN');
    const first = await rawAppend(slow, freshStream());
    const second = await rawAppend(quick, freshStream());
    expect(await idsAfter(after)).toEqual([]);
    expect(await store.head()).toBe(after);
    await slow.query('COMMIT');
    await finallyAfter(after, [first, second]);
  });

  it('does not skip an event whose number lies below a higher one that is already final', async () => {
    const after = await level();
    const [a, b] = [await connect(), await connect()];
    await a.query('BEGIN');
    const first = await rawAppend(a, freshStream());
    await b.query('BEGIN');
    const middle = await rawAppend(b, freshStream());
    // A sets its second event at a higher number than B's; B is still open when A commits.
    const third = (
      await a.query(
        `INSERT INTO store.events (epoch, txid, stream_id, stream_version, event_id, category, type, schema_version, data, metadata, recorded_at)
      SELECT epoch, txid, stream_id, 1, gen_random_uuid(), category, type, schema_version, data, metadata, recorded_at
      FROM store.events WHERE event_id = $1 RETURNING event_id`,
        [first],
      )
    ).rows[0].event_id;
    await a.query('COMMIT');
    await finallyAfter(after, [first, third]);
    const { next } = await store.readAll({ after });
    await b.query('COMMIT');
    await finallyAfter(next, [middle]);
  });

  it('refuses to append in a transaction that has an id already, or that does not see what others commit', async () => {
    const client = await connect();
    await client.query('CREATE TABLE IF NOT EXISTS written (n int)');
    await client.query('BEGIN');
    await client.query('INSERT INTO written VALUES (1)');
    await expect(rawAppend(client, freshStream())).rejects.toThrow('READ COMMITTED transaction of their own');
    await client.query('ROLLBACK');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await expect(rawAppend(client, freshStream())).rejects.toThrow('READ COMMITTED transaction of their own');
    await client.query('ROLLBACK');
  });

  it('never turns two events of one stream around, whoever waits for whom', async () => {
    const after = await level();
    const stream = freshStream();
    const [holder, waiting] = [await connect(), await connect()];
    await holder.query('BEGIN');
    const first = await rawAppend(holder, stream);
    const second = rawAppend(waiting, stream);
    await sleep(30);
    await holder.query('COMMIT');
    const ids = [first, await second];
    await finallyAfter(after, ids);
  });

  it('waits for writers of other databases, appends meanwhile, names the holder, and goes on without loss', async () => {
    const elsewhere = await testDatabase();
    const foreign = await connect(elsewhere.url);
    const after = await level();
    await foreign.query(
      `SET application_name = 'long report'; CREATE TABLE t (n int); BEGIN; INSERT INTO t VALUES (1)`,
    );
    const began = performance.now();
    const { position } = await store.append(freshStream(), sampleEvents(3), 'no-stream');
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(await idsAfter(after)).toEqual([]);
    const oldest = await eventually(
      'the gauge rises',
      () => store.oldestTransaction(),
      (seen) => (seen?.ageMs ?? 0) >= 20,
    );
    expect(oldest).toMatchObject({ application: 'long report', state: 'idle in transaction' });
    await foreign.query('COMMIT');
    await foreign.end();
    await waitForHead(store, position);
    expect(await idsAfter(after)).toHaveLength(3);
    await elsewhere.drop();
  });

  it('gives the events of a large append rising numbers in their order', async () => {
    const stream = freshStream();
    await store.append(stream, sampleEvents(1_000), 'no-stream');
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS turned FROM (
         SELECT global_position - lag(global_position) OVER (ORDER BY stream_version) AS step FROM store.events WHERE stream_id = $1
       ) steps WHERE step <> 1`,
      [stream],
    );
    expect(rows[0].turned).toBe(0);
  });

  it('looks at no more than what lies below the watermark, however much waits above it', async () => {
    const holder = await connect();
    const after = await level();
    await holder.query('BEGIN');
    await rawAppend(holder, freshStream());
    await store.append(freshStream(), sampleEvents(1_000), 'no-stream');
    const began = await store.readAll({ after });
    expect(began).toEqual({ events: [], next: after, caughtUp: true });
    await holder.query('ROLLBACK');
    await eventually(
      'all are final',
      () => idsAfter(after),
      ({ length }) => length === 1_000,
    );
  });

  it('samples its watermark every second, so that a past moment keeps its prefix', async () => {
    const { position } = await store.append(freshStream(), sampleEvents(1), 'any');
    await eventually(
      'the sample is taken',
      () => store.positionAt(new Date()),
      (at) => at >= position,
    );
    const then = new Date();
    const known = await store.positionAt(then);
    const later = await store.append(freshStream(), sampleEvents(1), 'any');
    await eventually(
      'the next one too',
      () => store.positionAt(new Date()),
      (at) => at >= later.position,
    );
    expect(await store.positionAt(then)).toBe(known);
    expect(await store.positionAt(new Date(0))).toBe(startOfStore);
  });

  it('refuses to go on after a position that it never reached', async () => {
    const head = await store.head();
    const beyond = head.replace(/\d{19}$/, '9'.repeat(18).padStart(19, '0'));
    await expect(store.readAll({ after: beyond })).rejects.toThrow(PositionBeyondStore);
  });
});
