import { eventually, keepPostgres, type RunningPostgres } from '@touchstone/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { freshStream, sampleEvents } from '../contract/sample-events';
import { waitForHead } from '../contract/wait-for-head';
import { StoreUnavailable } from '../errors';
import { startOfStore } from '../port';
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store';

const kills = Number(process.env['TORTURE_KILLS'] ?? 3);
const callers = 16;

describe('kill -9 of PostgreSQL under load', () => {
  let folder: string;
  let server: RunningPostgres;
  let pool: Pool;
  let store: PostgresEventStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-crash-'));
    server = await keepPostgres({ dataDir: join(folder, 'data') });
    pool = new Pool({ connectionString: server.url('postgres'), max: 8 });
    pool.on('error', () => {});
    store = await postgresEventStore({ pool });
  });
  afterAll(async () => {
    await store.close();
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps every acknowledged append once, the others wholly or not at all, and followers miss nothing', async () => {
    let ended = false;
    const acknowledged = new Map<string, string>();
    const attempted = new Map<string, number>();
    const failures: unknown[] = [];
    // A caller repeats an append without an answer with the same ids, as the port asks.
    const caller = async () => {
      while (!ended) {
        const stream = freshStream();
        const events = sampleEvents(3);
        attempted.set(stream, events.length);
        for (let answered = false; !answered && !ended;) {
          answered = await store.append(stream, events, 'no-stream').then(
            ({ position }) => Boolean(acknowledged.set(stream, position)),
            (error: unknown) => {
              failures.push(error);
              return sleep(20).then(() => false);
            },
          );
        }
      }
    };
    const seen: string[] = [];
    const reading = new AbortController();
    const follower = async () => {
      for (let after = startOfStore; !reading.signal.aborted; await sleep(20)) {
        try {
          for await (const page of store.follow({ after, signal: reading.signal, pageSize: 50 })) {
            seen.push(...page.events.map(({ id }) => id));
            after = page.next;
          }
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const following = follower();
    const work = Array.from({ length: callers }, caller);
    for (let kill = 0; kill < kills; kill++) {
      const before = acknowledged.size;
      await eventually(
        'appends go on',
        () => acknowledged.size,
        (size) => size > before + 50,
      );
      const failed = failures.length;
      process.kill(server.pid, 'SIGKILL');
      await eventually(
        'callers notice',
        () => failures.length,
        (count) => count > failed,
      );
    }
    const before = acknowledged.size;
    await eventually(
      'appends go on',
      () => acknowledged.size,
      (size) => size > before + 50,
    );
    ended = true;
    await Promise.all(work);
    for (const failure of failures) expect(failure).toBeInstanceOf(StoreUnavailable);
    const versions = await store.versions([...attempted.keys()]);
    for (const stream of acknowledged.keys()) expect(versions.get(stream)).toBe(2);
    for (const version of versions.values()) expect(version).toBe(2);
    await waitForHead(store, [...acknowledged.values()].sort().at(-1) ?? '');
    const { rows } = await pool.query('SELECT event_id FROM store.events ORDER BY epoch, txid, global_position');
    await eventually(
      'the follower is level',
      () => seen.length,
      (length) => length >= rows.length,
    );
    reading.abort();
    await following;
    expect(seen).toEqual(rows.map((row) => row.event_id));
  });

  it('stores an append once whose connection was cut between sending and the answer, however often it is repeated', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const cut = new Pool({ connectionString: server.url('postgres'), max: 4 });
    cut.on('error', () => {});
    cut.on(
      'connect',
      (client) => void sockets.add((client as unknown as { connection: { stream: never } }).connection.stream),
    );
    const fragile = await postgresEventStore({ pool: cut });
    let cuts = 0;
    const cutting = setInterval(() => {
      sockets.forEach((socket) => socket.destroy());
      sockets.clear();
      if (++cuts === 10) clearInterval(cutting); // connecting takes as long, so cutting for ever would let nothing through
    }, 25);
    let repeated = 0;
    const insist = async (stream: string) => {
      const events = sampleEvents(2);
      for (;;) {
        const [result] = await fragile.appendMany([{ stream, events, expected: 'any' }]).catch((error: unknown) => {
          expect(error).toBeInstanceOf(StoreUnavailable);
          return [undefined];
        });
        if (result) return result;
        repeated++;
        await sleep(5);
      }
    };
    const streams = Array.from({ length: 2_000 }, freshStream);
    const results = await Promise.all(streams.map(insist));
    clearInterval(cutting);
    expect(repeated).toBeGreaterThan(0);
    for (const result of results) expect(result).toMatchObject({ version: 1 });
    expect([...(await store.versions(streams)).values()]).toEqual(streams.map(() => 1));
    await fragile.close();
    await cut.end();
  });

  it('comes back to waiting for wake-ups when its own connection dies', async () => {
    const listeners = async (): Promise<number[]> =>
      (await pool.query(`SELECT pid FROM pg_stat_activity WHERE query ~ '^(LISTEN|NOTIFY)'`)).rows.map(
        ({ pid }) => pid,
      );
    const stream = freshStream();
    const ended = new AbortController();
    const versions: number[] = [];
    const following = (async () => {
      const filter = { categories: [stream.split('-')[0] as string] };
      for await (const page of store.follow({ after: startOfStore, filter, signal: ended.signal }))
        versions.push(...page.events.map(({ version }) => version));
    })();
    const [first] = await eventually('the connection listens', listeners, ({ length }) => length === 1);
    await pool.query('SELECT pg_terminate_backend($1)', [first]);
    await store.append(stream, sampleEvents(1), 'any');
    await eventually(
      'nothing rests on it',
      () => versions,
      ({ length }) => length === 1,
    );
    const [second] = await eventually('another one listens', listeners, ([pid]) => pid !== undefined && pid !== first);
    expect(second).not.toBe(first);
    ended.abort();
    await following;
  });
});
