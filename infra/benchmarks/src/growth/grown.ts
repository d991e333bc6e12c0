import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { identityStream } from '@touchstone/contracts';
import { identityHasher } from '@touchstone/personal-data';
import { postgresEventStore } from '@touchstone/event-store';
import { Pool } from 'pg';
import { startBenchServer } from '../harness/bench-server';
import { callFor } from '../harness/callers';
import type { Round } from '../harness/row';
import { sampleTouchpoint } from '../plain/sample-touchpoints';
import { openLogServer } from '../product/log-server';
import { openProfiles, reader, serveQueryApi } from '../product/profiles';
import { serveRepository } from '../product/repository';
import { allowSteward, poster } from '../product/steward';
import { userOf } from './sample-people';
import { seedLog } from './seed-log';

export const settings = { shared_buffers: '512MB', max_wal_size: '4GB' };

/** What is measured: each for about so many milliseconds. */
export type Work = Readonly<Record<'append' | 'batch' | 'profile' | 'merge', (ms: number) => Promise<Round>>>;

export interface Grown {
  /** As counted in the log. */
  readonly events: number;
  readonly people: number;
  readonly megabytes: number;
  readonly url: string;
  readonly work: Work;
  close(): Promise<void>;
}

const sizeOf = async (pool: Pool) => {
  const { rows } = await pool.query<{ events: number; megabytes: number }>(
    `SELECT count(*)::int AS events, (pg_total_relation_size('store.events') / 1000000)::int AS megabytes FROM store.events`,
  );
  return rows[0] as { events: number; megabytes: number };
};

/** Appends to the streams of people who are there already, as new facts about them do. */
const appends = async (pool: Pool, pepper: Buffer, people: number) => {
  const store = await postgresEventStore({ pool });
  const identityOf = identityHasher(pepper);
  const anyAppend = (length: number) => {
    const identity = identityOf('user_id', userOf(Math.floor(Math.random() * people)));
    const events = Array.from({ length }, () => sampleTouchpoint(identity));
    return { stream: identityStream(identity), events, expected: 'any' as const };
  };
  const one = async () => {
    const { stream, events, expected } = anyAppend(1);
    await store.append(stream, events, expected);
    return 1;
  };
  const batch = async () => {
    const results = await store.appendMany(Array.from({ length: 10 }, () => anyAppend(20)));
    if (results.some(({ status }) => status !== 'appended')) throw new Error('An append of the bench was refused.');
    return 200;
  };
  return { one, batch, close: () => store.close() };
};

/** Merges two people who were never merged before. */
const merges = (post: ReturnType<typeof poster>, people: number) => {
  let next = 0;
  return async () => {
    const [left, right] = [next++, people - next];
    if (left >= right) throw new Error(`All ${people} people are merged: ask for more events or fewer rounds.`);
    const identifiers = [left, right].map((at) => ({ type: 'user_id', value: userOf(at) }));
    await post('/customers/merge', { identifiers });
    return 1;
  };
};

/** A server of its own with that many events, their customers decided, and as many profiles as there are people. */
export const grow = async (events: number, told: (seeded: number) => void): Promise<Grown> => {
  const server = await startBenchServer(false, settings);
  const closing: (() => unknown)[] = [() => server.stop()];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const log = await openLogServer(server);
    const people = await seedLog(log, events, told);
    const apiKey = randomBytes(16).toString('hex');
    const profiles = await openProfiles(server, people, apiKey);
    const pool = new Pool({ connectionString: log.logUrl, max: 8 });
    // A connection that is being closed may hear first that the server stops; a lost one fails whoever uses it.
    pool.on('error', () => {});
    closing.push(() => pool.end());
    const size = await sizeOf(pool);
    const steward = await allowSteward(pool);
    const repository = await serveRepository(log);
    closing.push(() => repository.stop());
    const queryApi = await serveQueryApi(profiles.url);
    closing.push(() => queryApi.stop());
    const agent = new Agent({ keepAlive: true });
    closing.push(() => agent.destroy());
    const append = await appends(pool, Buffer.from(log.env['PEPPER'] ?? '', 'hex'), people);
    closing.push(() => append.close());
    const read = reader(queryApi, apiKey, profiles.ids, agent);
    const merge = merges(poster(repository.url, steward), people);
    const work: Work = {
      merge: (ms) => callFor(ms, 1, merge),
      profile: (ms) => callFor(ms, 16, read),
      append: (ms) => callFor(ms, 32, append.one),
      batch: (ms) => callFor(ms, 4, append.batch),
    };
    return { ...size, people, url: log.logUrl, work, close };
  } catch (error) {
    await close();
    throw error;
  }
};
