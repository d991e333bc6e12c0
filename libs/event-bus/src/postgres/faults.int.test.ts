import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, testDatabase, type RunningPostgres } from '@touchstone/testing';
import { Pool } from 'pg';
import type { MemberProcess } from '../contract/bus-world';
import { startMember } from '../contract/member-process';
import { byKey, firstSeen, keyIn, message, numbered, series, upTo } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import { BusUnavailable } from '../errors';
import type { BusMessage, ConsumerStatus, EventBus, Poison } from '../port';
import { postgresEventBus } from './postgres-event-bus';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const topic = 'faults';
const level = (bus: EventBus, group: string) =>
  waitUntil(
    'level',
    () => bus.lag(group),
    (lags) => lags.length > 0 && lags.every(({ head, next }) => head === next),
    300_000,
  );
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('a server that goes away', () => {
  let folder: string;
  let server: RunningPostgres;
  let pool: Pool;
  const start = async (port?: number) => {
    server = await startPostgres({ dataDir: join(folder, 'data'), ...(port ? { port } : {}) });
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-bus-test-'));
    await start();
    pool = new Pool({ connectionString: server.url('postgres') });
    pool.on('error', () => {});
  });
  afterEach(async () => {
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['stop', 'kill'] as const)('%s: nothing acknowledged is lost, and work goes on by itself', async (how) => {
    const bus = await postgresEventBus({ pool, topics: [topic], leaseMs: 1_500 });
    const keys = upTo(12).map((partition) => keyIn(partition * 2));
    const seen: BusMessage[] = [];
    const status: ConsumerStatus[] = [];
    const consumer = await bus.consume({
      group: 'g',
      topics: [topic],
      handle: async (chunk) => (seen.push(...chunk), []),
      onStatus: (one) => status.push(one),
    });
    const refusals: unknown[] = [];
    const end = { publishing: false };
    let acknowledged = 0;
    const publishing = (async () => {
      while (!end.publishing) {
        const batch = keys.map((key) => message(topic, key, acknowledged));
        const stored = await bus.publish(batch).then(
          () => true,
          (error: unknown) => (refusals.push(error), false),
        );
        if (stored) acknowledged += 1;
        else await pause(20);
      }
    })();
    await waitUntil(
      'it flows',
      () => seen.length,
      (count) => count > 200,
    );
    const { port } = server;
    if (how === 'stop') await server.stop();
    else {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    }
    await waitUntil(
      'publishers are told',
      () => refusals.length,
      (count) => count > 0,
    );
    const [used, told] = [process.cpuUsage(), status.length];
    await pause(3_000);
    const { user, system } = process.cpuUsage(used);
    expect((user + system) / 1_000).toBeLessThan(1_500); // of 3 000 ms: the publisher tries 50 times a second, the consumer waits
    expect(status.length - told).toBeLessThan(15);
    await start(port);
    const before = acknowledged;
    await waitUntil(
      'it flows again',
      () => acknowledged,
      (count) => count > before + 20,
    );
    end.publishing = true;
    await publishing;
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(BusUnavailable);
    await level(bus, 'g');
    const order = byKey(firstSeen(numbered(seen)));
    for (const key of keys) expect(order[key]).toEqual(upTo(acknowledged));
    expect(status.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['paused', 'resumed']));
    await consumer.drain();
    await bus.close();
  });
});

describe('members that come and go under load', () => {
  const members: MemberProcess[] = [];
  afterEach(async () => {
    for (const member of members) member.signal('SIGKILL');
    await Promise.all(members.splice(0).map(({ exited }) => exited));
  });

  it('lose nothing, keep the order of every key, and repeat only what a killed one had in hand', async () => {
    const { url, pool, drop } = await testDatabase();
    const bus = await postgresEventBus({ pool, topics: [topic], leaseMs: 1_500 });
    const keys = upTo(48).map((at) => keyIn(at % 24));
    const task = { url, leaseMs: 1_500, group: 'g', topics: [topic], pauseMs: 5, maxChunk: 48 };
    const script = join(__dirname, '../../dist/contract/member.js');
    const joinGroup = () => startMember(script, task);
    members.push(await joinGroup(), await joinGroup());
    const end = { publishing: false };
    let published = 0;
    const publishing = (async () => {
      for (; !end.publishing; published += 1) {
        await bus.publish(series(topic, keys, 1, published));
        await pause(10);
      }
    })();
    let kills = 0;
    for (const [at, how] of (['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM'] as const).entries()) {
      await pause(500);
      members[at]?.signal(how);
      await members[at]?.exited;
      if (how === 'SIGKILL') kills += 1;
      members.push(await joinGroup());
    }
    end.publishing = true;
    await publishing;
    await level(bus, 'g');
    for (const member of members) member.signal('SIGTERM');
    await Promise.all(members.map(({ exited }) => exited));
    const lines = members.map((member) => member.handled());
    const order = byKey(firstSeen(lines.flat()));
    for (const key of keys) expect(ascending(order[key] ?? [])).toEqual(upTo(published));
    for (const own of lines)
      for (const numbers of Object.values(byKey(own))) expect(numbers).toEqual(ascending(numbers));
    expect(lines.flat().length - firstSeen(lines.flat()).length).toBeLessThanOrEqual(kills * 48);
    await bus.close();
    await drop();
  });
});

describe('a poison event in the middle of a key, beside a handler that fails for a while', () => {
  it('parks the key only, loses nothing, and keeps every order', async () => {
    const { pool, drop } = await testDatabase();
    const bus = await postgresEventBus({ pool, topics: [topic] });
    const keys = upTo(24).map(keyIn);
    const [sick] = keys;
    const done: BusMessage[] = [];
    let calls = 0;
    const healed = { yes: false };
    const handle = async (chunk: readonly BusMessage[]): Promise<Poison[]> => {
      calls += 1;
      if (calls % 5 < 2) throw new Error('not now');
      const poisons = new Map<string, Poison>();
      for (const one of chunk) {
        const bad = one.key === sick && numbered([one])[0]?.n === 7 && !healed.yes;
        if (bad) poisons.set(one.key, { message: one, reason: 'bad' });
        if (!poisons.has(one.key)) done.push(one);
      }
      return [...poisons.values()];
    };
    const consumer = await bus.consume({ group: 'g', topics: [topic], handle, maxChunk: 100 });
    await bus.publish(series(topic, keys, 20));
    await level(bus, 'g');
    const order = byKey(numbered(done));
    for (const key of keys) expect(order[key]).toEqual(key === sick ? upTo(7) : upTo(20));
    healed.yes = true;
    await bus.parking.replay({ group: 'g', key: sick as string, by: 'tester' });
    await waitUntil(
      'healed',
      () => bus.parking.counts('g'),
      ({ messages }) => messages === 0,
    );
    expect(byKey(numbered(done))[sick as string]).toEqual(upTo(20));
    await consumer.drain();
    await bus.close();
    await drop();
  });
});
