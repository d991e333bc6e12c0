import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { waitForHead } from '../contract/wait-for-head';
import { postgresEventStore, type PostgresEventStore } from './postgres-event-store';
import { rawAppend } from './raw-append';

const seeds = Number(process.env['TORTURE_SEEDS'] ?? 20);
const writers = 64;
const pollers = 4;

/** mulberry32 */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

describe('64 writers that sleep, commit and roll back', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  const clients: Client[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    store = await postgresEventStore({ pool: database.pool });
    clients.push(...Array.from({ length: writers }, () => new Client({ connectionString: database.url })));
    await Promise.all(clients.map((client) => client.connect()));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await store.close();
    await database.drop();
  });

  const write = async (client: Client, stream: string, random: () => number): Promise<string[]> => {
    await sleep(random() * 20);
    await client.query('BEGIN');
    const id = await rawAppend(client, stream);
    await sleep(random() * 10);
    const kept = random() >= 0.1;
    await client.query(kept ? 'COMMIT' : 'ROLLBACK');
    return kept ? [id] : [];
  };
  const poll = async (after: string, limit: number, until: () => boolean): Promise<string[]> => {
    const seen: string[] = [];
    for (let position = after; ;) {
      const done = until();
      const page = await store.readAll({ after: position, limit });
      seen.push(...page.events.map(({ position: place }) => place));
      position = page.next;
      if (done && page.caughtUp) return seen;
    }
  };

  it.each(Array.from({ length: seeds }, (_, seed) => seed))(
    'seed %i: every reader sees the final order',
    async (seed) => {
      const random = randomFrom(seed);
      const start = await store.head();
      let settled = false;
      const readers = Array.from({ length: pollers }, (_, index) => poll(start, 1 + 7 * index, () => settled));
      const streams = Array.from({ length: 1 + Math.floor(random() * 40) }, (_, index) => `s${seed}-${index}`);
      const work = clients.map((client) =>
        write(client, streams[Math.floor(random() * streams.length)] as string, random),
      );
      const kept = (await Promise.all(work)).flat();
      const last = await store.append(
        `s${seed}-last`,
        [
          {
            id: crypto.randomUUID(),
            type: 'sample.stream.ended',
            schemaVersion: 1,
            data: '{}',
            metadata: { source: 's', time: '', participants: [] },
          },
        ],
        'any',
      );
      await waitForHead(store, last.position);
      settled = true;
      const sequences = await Promise.all(readers);
      const { events } = await store.readAll({ after: start, limit: 10_000 });
      expect(
        events
          .map(({ id }) => id)
          .slice(0, -1)
          .sort(),
      ).toEqual(kept.sort());
      for (const sequence of sequences) expect(sequence).toEqual(events.map(({ position }) => position));
      for (const stream of streams) {
        const versions = events.filter((event) => event.stream === stream).map(({ version }) => version);
        expect(versions).toEqual(versions.map((_, index) => index));
      }
    },
  );
});
