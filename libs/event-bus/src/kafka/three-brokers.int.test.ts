import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  describeWithOwnKafka,
  startKafka,
  testDatabase,
  type KafkaNode,
  type RunningKafka,
  type TestDatabase,
} from '@touchstone/testing';
import { byKey, keyIn, message, numbered, partitions, upTo } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import { BusUnavailable } from '../errors';
import type { BusMessage, Consumer, EventBus } from '../port';
import { kafkaEventBus } from './kafka-event-bus';
import { openKafka } from './kafka-settings';
import { makeMissing, settingsOf } from './kafka-topics';

const topic = 'touchpoints';
const group = 'readers';
const patienceMs = 90_000;

/** Publishes to one key of each partition, one after the other and again until it is acknowledged, as emitters and the relay do. */
const startLoad = (buses: readonly EventBus[]) => {
  const keys = upTo(partitions).map(keyIn);
  const acknowledged = new Map(keys.map((key) => [key, 0]));
  const refusals: Error[] = [];
  let running = true;
  const publishAll = async (key: string, bus: EventBus) => {
    for (let n = 0; running; n += 1) {
      const one = message(topic, key, n);
      while (running)
        try {
          await bus.publish([one]);
          acknowledged.set(key, n + 1);
          break;
        } catch (error) {
          refusals.push(error as Error);
          await sleep(100);
        }
    }
  };
  const loops = Promise.all(keys.map((key, at) => publishAll(key, buses[at % buses.length] as EventBus)));
  return {
    acknowledged,
    refusals,
    /** Waits until every key, so every partition, has got some more. */
    goesOn: async () => {
      const before = new Map(acknowledged);
      const least = () => Math.min(...keys.map((key) => (acknowledged.get(key) ?? 0) - (before.get(key) ?? 0)));
      await waitUntil('every partition takes messages', least, (more) => more >= 5, patienceMs);
    },
    stop: async () => {
      running = false;
      await loops;
    },
  };
};

describeWithOwnKafka('Three brokers, each partition on all of them, two of which must have a message', () => {
  let folder: string;
  let kafka: RunningKafka;
  let database: TestDatabase;
  let buses: EventBus[];
  let load: ReturnType<typeof startLoad>;
  const consumers: Consumer[] = [];

  const handle = async (chunk: readonly BusMessage[]) => {
    const seen = numbered(chunk);
    await database.pool.query(
      `INSERT INTO stored (id, key, n) SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) ON CONFLICT DO NOTHING`,
      [chunk.map(({ event }) => event.id), seen.map(({ key }) => key), seen.map(({ n }) => n)],
    );
    return [];
  };
  const consume = (bus: EventBus) => bus.consume({ group, topics: [topic], handle });
  const nodeOf = (id: number | undefined) => kafka.nodes.find((node) => node.id === id) as KafkaNode;
  const leaders = () => kafka.leadersOf(topic).catch(() => []);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-three-'));
    [kafka, database] = await Promise.all([startKafka({ dataDir: folder, nodes: 3 }), testDatabase()]);
    await database.pool.query(
      'CREATE TABLE stored (id text PRIMARY KEY, key text NOT NULL, n int NOT NULL, place bigserial)',
    );
    const { pool } = database;
    const open = () =>
      kafkaEventBus({ brokers: kafka.brokers.split(','), pool, topics: [topic], leaseMs: 3_000, replication: 3 });
    buses = [await open(), await open(), await open()];
    load = startLoad(buses.slice(0, 2));
    for (const bus of buses.slice(0, 2)) consumers.push(await consume(bus));
  });
  afterAll(async () => {
    await load.stop();
    await Promise.all(buses.map((bus) => bus.close()));
    await kafka.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('are not used where one of them alone may acknowledge', async () => {
    const [risky, brokers] = [`${topic}-risky`, kafka.brokers.split(',')];
    const admin = openKafka({ brokers }).admin();
    await admin.connect();
    const shape = { partitions: 24, replication: 3, retainMs: 24 * 3_600_000 };
    const settings = { ...settingsOf(shape), 'min.insync.replicas': '1' };
    const entries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await makeMissing(admin, [risky], { ...shape, entries });
    await admin.disconnect();
    const opening = kafkaEventBus({ brokers, pool: database.pool, topics: [risky], replication: 3, retainDays: 1 });
    await expect(opening).rejects.toThrow(/min\.insync\.replicas=1, and this bus needs 2/);
  }, 60_000);

  it('go on when the leader of partitions is killed, and when it is elected again', async () => {
    await load.goesOn();
    const victim = nodeOf((await leaders())[0]);
    await victim.kill();
    const without = (led: readonly number[]) => led.length > 0 && led.every((id) => id > 0 && id !== victim.id);
    await waitUntil('the others lead', leaders, without, patienceMs);
    await load.goesOn();
    await victim.start();
    await waitUntil(
      'its partitions are given back',
      () => kafka.electPreferredLeaders().catch(() => []),
      (moved) => moved.length > 0,
      patienceMs,
    );
    expect(await leaders()).toContain(victim.id);
    await load.goesOn();
  });

  it('acknowledge nothing while two are down, and say so; afterwards everything goes on', async () => {
    const [one, two] = kafka.nodes as [KafkaNode, KafkaNode];
    await Promise.all([one.kill(), two.kill()]);
    const from = load.refusals.length;
    const refused = await waitUntil(
      'publishing is refused',
      () => load.refusals.slice(from),
      (seen) => seen.length >= partitions,
      patienceMs,
    );
    for (const error of refused) expect(error).toBeInstanceOf(BusUnavailable);
    const before = new Map(load.acknowledged);
    await waitUntil(
      'it is refused again',
      () => load.refusals.length,
      (count) => count >= from + 2 * partitions,
      patienceMs,
    );
    expect(load.acknowledged).toEqual(before);
    await Promise.all([one.start(), two.start()]);
    await load.goesOn();
  });

  it('go on while members come and go', async () => {
    for (const _ of upTo(3)) {
      const member = await consume(buses[2] as EventBus);
      await load.goesOn();
      await member.drain();
    }
  });

  it('have lost nothing that they acknowledged, and each key came in order', async () => {
    await load.stop();
    const total = () => [...load.acknowledged.values()].reduce((sum, count) => sum + count, 0);
    const stored = async () => {
      const { rows } = await database.pool.query<{ key: string; n: number }>(
        'SELECT key, n FROM stored ORDER BY place',
      );
      return rows;
    };
    // What was not acknowledged at the end may be there all the same.
    const rows = await waitUntil('everything is stored', stored, (seen) => seen.length >= total(), patienceMs);
    const numbers = byKey(rows);
    for (const [key, count] of load.acknowledged) {
      expect(numbers[key]?.slice(0, count)).toEqual(upTo(count));
      expect((numbers[key] ?? []).length).toBeLessThanOrEqual(count + 1);
    }
    expect(total()).toBeGreaterThan(partitions * 20);
  });
});
