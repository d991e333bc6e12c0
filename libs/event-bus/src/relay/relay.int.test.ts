import { randomUUID } from 'node:crypto';
import { identityStream, type WireEvent } from '@touchstone/contracts';
import { modelEventStore, type EventStore } from '@touchstone/event-store';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { keyIn, upTo } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import type { BusMessage, EventBus } from '../port';
import { postgresEventBus } from '../postgres/postgres-event-bus';
import { relay, type Relay, type RelayOptions, type RelayStatus } from './relay';
import { relayLease } from './relay-lease';

const topic = 'department.test';
const fact = (n: number, participants: readonly string[]): WireEvent => ({
  id: randomUUID(),
  type: 'test.note.written',
  schemaVersion: 1,
  data: JSON.stringify({ n }),
  metadata: { source: 'test', time: '2026-01-01T00:00:00.000Z', participants },
});
const about = (identity: string, n: number) => fact(n, [`payer:email:${keyIn(0)}`, `subject:email:${identity}`]);
const numberOf = ({ event }: BusMessage) => (JSON.parse(event.data) as { n: number }).n;

describe('the relay', () => {
  let database: TestDatabase;
  let bus: EventBus;
  let store: EventStore;
  const seen: BusMessage[] = [];
  const relays: Relay[] = [];
  const start = async (options: Partial<RelayOptions> = {}) => {
    const started = await relay({ store, bus, topic, source: 'test', pool: database.pool, leaseMs: 1_000, ...options });
    relays.push(started);
    return started;
  };
  beforeEach(async () => {
    database = await testDatabase();
    bus = await postgresEventBus({ pool: database.pool, topics: [topic] });
    store = modelEventStore();
    seen.length = 0;
    await bus.consume({ group: 'g', topics: [topic], handle: async (chunk) => (seen.push(...chunk), []) });
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((one) => one.stop()));
    await bus.close();
    await store.close();
    await database.drop();
  });
  const until = (count: number) =>
    waitUntil(
      'all are relayed',
      () => seen.length,
      (length) => length >= count,
    );

  it('publishes under its own id, in order, keyed by the primary subject, with the origin; events about nobody stay', async () => {
    const [one, two] = [keyIn(3), keyIn(4)];
    const events = upTo(30).map((n) => (n % 3 === 2 ? fact(n, []) : about(n % 3 === 0 ? one : two, n)));
    for (const event of events) await store.append(identityStream(event.id), [event], 'no-stream');
    const relayed = await start();
    await until(20);
    for (const [key, rest] of [
      [one, 0],
      [two, 1],
    ] as const)
      expect(seen.filter((message) => message.key === key).map(numberOf)).toEqual(upTo(10).map((n) => n * 3 + rest));
    const { events: recorded } = await store.readAll({ after: '' });
    for (const { event } of seen) {
      const from = recorded.find(({ id }) => id === event.id);
      const { stream, position } = from ?? {};
      const origin = { id: event.id, source: 'test', stream, position };
      expect(event).toEqual({ ...events.find(({ id }) => id === event.id), metadata: { ...from?.metadata, origin } });
    }
    await waitUntil(
      'the checkpoint is at the head',
      () => relayed.checkpoint(),
      (at) => at >= (recorded.at(-1)?.position ?? '~'),
    );
  });

  it('knows up to which offsets a position is published: exactly while it leads, never too little otherwise', async () => {
    const relayed = await start();
    const positions: string[] = [];
    for (const n of upTo(5)) {
      positions.push((await store.append(`note-${n}`, [about(keyIn(n), n)], 'no-stream')).position);
      await until(n + 1);
      await waitUntil(
        'noted',
        () => relayed.publishedUpTo(positions[n] as string),
        (offsets) => offsets !== undefined,
      );
    }
    const upToSecond = await relayed.publishedUpTo(positions[1] as string);
    expect([0, 1, 2].map((partition) => upToSecond?.get(`${topic}/${partition}`))).toEqual([1, 1, 0]);
    await expect(relayed.publishedUpTo('~')).resolves.toBeUndefined();
    await relayed.stop();
    const follower = await start();
    const later = await follower.publishedUpTo(positions[1] as string);
    for (const [name, next] of upToSecond ?? []) expect(later?.get(name)).toBeGreaterThanOrEqual(next);
  });

  it('publishes again what a crash left between publication and checkpoint, in order, and loses nothing', async () => {
    const key = keyIn(7);
    let lost = 0;
    const crashing: EventBus = {
      ...bus,
      publish: async (messages) => {
        const receipt = await bus.publish(messages);
        if ((lost += 1) < 3) throw new Error('gone before the checkpoint');
        return receipt;
      },
    };
    for (const n of upTo(6)) await store.append('note-1', [about(key, n)], n === 0 ? 'no-stream' : n - 1);
    const status: RelayStatus[] = [];
    await start({ bus: crashing, pageSize: 4, onStatus: (one) => status.push(one) });
    await until(14);
    expect(seen.map(numberOf)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5]);
    expect(new Set(seen.map(({ event }) => event.id)).size).toBe(6);
    expect(status.filter(({ kind }) => kind === 'paused')).toHaveLength(2);
  });

  it('has one leader; another takes over when it stops or says nothing for the lease, and fences it', async () => {
    const key = keyIn(9);
    const told: string[] = [];
    const tell = (name: string) => ({ onStatus: ({ kind }: RelayStatus) => void told.push(`${name} ${kind}`) });
    let hold = Promise.resolve();
    let release = () => {};
    const slow: EventBus = { ...bus, publish: async (messages) => (await hold, bus.publish(messages)) };
    const first = await start({ ...tell('first'), bus: slow });
    await waitUntil(
      'first leads',
      () => told,
      (names) => names.includes('first leading'),
    );
    await start(tell('second'));
    await waitUntil(
      'second follows',
      () => told,
      (names) => names.includes('second following'),
    );
    await store.append('note-1', [about(key, 0)], 'no-stream');
    await until(1);
    hold = new Promise((resolve) => (release = resolve));
    await store.append('note-1', [about(key, 1)], 0);
    await database.pool.query(`UPDATE bus.relays SET expires_at = '-infinity'`); // as if the first had been paused
    await waitUntil(
      'second leads',
      () => told,
      (names) => names.includes('second leading'),
    );
    await until(2);
    release();
    await waitUntil(
      'first is fenced',
      () => told,
      (names) => names.some((name) => name === 'first paused' || name === 'first following'),
    );
    await store.append('note-1', [about(key, 2)], 1);
    await waitUntil('the third', () => seen.some((message) => numberOf(message) === 2), Boolean);
    const firstSights = seen.map(numberOf).filter((n, at, all) => all.indexOf(n) === at);
    expect(firstSights).toEqual([0, 1, 2]);
    await first.stop();
  });

  it('keeps its checkpoint when a renewal from before is late', async () => {
    const lease = relayLease(database.pool, 'bus', 'late', 10_000);
    await lease.claim();
    await lease.commit('b');
    await lease.commit('a');
    expect(await lease.position()).toBe('b');
  });
});
