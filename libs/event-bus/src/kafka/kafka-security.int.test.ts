import { randomBytes } from 'node:crypto';
import { allow, describeWithOwnKafka, testDatabase, testSecureKafka, type TestDatabase } from '@touchstone/testing';
import type { BusWorld } from '../contract/bus-world';
import { runCases } from '../contract/cases';
import { consumeCases } from '../contract/consume-cases';
import { publishCases } from '../contract/publish-cases';
import { keyIn, message } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import { BusUnavailable } from '../errors';
import type { ConsumerStatus, EventBus } from '../port';
import { openInbound } from './inbound';
import { kafkaEventBus, type KafkaBusOptions } from './kafka-event-bus';
import type { KafkaSettings } from './kafka-settings';

const mechanisms = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;
const newName = (what: string) => `${what}-${randomBytes(4).toString('hex')}`;

const settingsFor = async (user: 'touchstone' | 'shop' | 'till', at = 0): Promise<KafkaSettings & { sasl: object }> => {
  const { secure } = await testSecureKafka();
  const mechanism = mechanisms[at % mechanisms.length] ?? 'plain';
  return {
    brokers: secure.brokers.split(','),
    tls: { ca: secure.ca },
    sasl: { mechanism, username: user, password: secure.users[user] as string },
  };
};

/** Exactly what docs/kafka.md says that Touchstone's own user needs. */
const allowTouchstone = async (prefix: string) =>
  allow((await testSecureKafka()).brokers, [
    {
      ...{ user: 'touchstone', topics: [prefix], prefixed: true },
      operations: ['Create', 'Describe', 'DescribeConfigs', 'Read', 'Write'],
    },
    { user: 'touchstone', groups: ['*'], operations: ['Read'] },
  ]);

const openWorld = async (): Promise<BusWorld> => {
  const { pool, drop } = await testDatabase();
  const world = newName('secure');
  await allowTouchstone(world);
  const topics = [`${world}-one`, `${world}-two`] as const;
  const buses: EventBus[] = [];
  return {
    topics,
    leaseMs: 1_500,
    open: async ({ waitingMessages, chunkBytes } = {}) => {
      const bus = await kafkaEventBus({
        ...(await settingsFor('touchstone', buses.length)),
        ...{ pool, topics, leaseMs: 1_500, limits: waitingMessages === undefined ? {} : { waitingMessages } },
        ...(chunkBytes ? { chunkBytes } : {}),
      });
      buses.push(bus);
      return bus;
    },
    spawnMember: () => Promise.reject(new Error('No case of these parts spawns a process.')),
    close: async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      await drop();
    },
  };
};

describeWithOwnKafka('With a broker that wants TLS, a user and ACLs', () => {
  describe('keeps the contract of an event bus, by SCRAM-SHA-512, SCRAM-SHA-256 and PLAIN', () =>
    runCases({ ...publishCases, ...Object.fromEntries(Object.entries(consumeCases).slice(0, 2)) }, openWorld));

  describe('says what to change', () => {
    const topic = newName('guarded');
    let database: TestDatabase;
    let brokers: string;
    const opened: EventBus[] = [];
    const open = async (more: Partial<KafkaBusOptions> = {}) => {
      const own = await settingsFor('shop');
      const bus = await kafkaEventBus({ ...own, pool: database.pool, topics: [topic], leaseMs: 1_500, ...more });
      opened.push(bus);
      return bus;
    };
    const told = (opening: Promise<unknown>) =>
      opening.then(
        () => 'nothing',
        (error: Error) => [error.name, error.message],
      );
    beforeAll(async () => {
      database = await testDatabase();
      brokers = (await testSecureKafka()).brokers;
    });
    afterAll(async () => {
      await Promise.all(opened.map((bus) => bus.close()));
      await database.drop();
    });

    it('to a client with a wrong password, without a user, without TLS, or that does not trust the certificate', async () => {
      const own = await settingsFor('shop');
      for (const mechanism of mechanisms) {
        const sasl = { username: 'shop', password: 'wrong', mechanism };
        expect(await told(open({ sasl }))).toEqual([
          'BusForbidden',
          `The brokers refuse the user shop by ${mechanism}: set KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM as the user was made there.`,
        ]);
      }
      expect(await told(open({ tls: true }))).toEqual([
        'BusForbidden',
        "The brokers' certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): set KAFKA_CA to the PEM text of the authority that signed it.",
      ]);
      const { sasl: _, ...userless } = own;
      const bare = { pool: database.pool, topics: [topic] };
      expect(await told(kafkaEventBus({ ...bare, ...userless }))).toEqual([
        'BusForbidden',
        expect.stringContaining('KAFKA_USERNAME'),
      ]);
      expect(await told(kafkaEventBus({ ...bare, brokers: own.brokers }))).toEqual([
        'BusForbidden',
        expect.stringContaining('KAFKA_TLS=true'),
      ]);
      expect(await told(open({ brokers: brokers.split(',') }))).toEqual([
        'BusForbidden',
        expect.stringContaining('do not speak TLS'),
      ]);
    });

    it('to a user whose ACLs do not suffice to make topics, to publish, or to consume; one that is mended works', async () => {
      const add = 'kafka-acls --add --allow-principal User:shop';
      expect(await told(open())).toEqual([
        'BusForbidden',
        `The brokers allow User:shop too little (TOPIC_AUTHORIZATION_FAILED): ${add} --operation Create --operation Describe --operation DescribeConfigs --topic ${topic}`,
      ]);
      const allowed = (...operations: ('Create' | 'Describe' | 'DescribeConfigs' | 'Read' | 'Write')[]) =>
        allow(brokers, [{ user: 'shop', topics: [topic], operations }]);
      await allowed('Create', 'Describe', 'DescribeConfigs');
      const bus = await open();
      const publish = () => bus.publish([message(topic, keyIn(3), 0)]);
      const refused = await publish().catch((error: Error) => error);
      expect(refused).toBeInstanceOf(BusUnavailable);
      expect((refused as Error).message).toContain(`${add} --operation Write --topic ${topic}`);
      await allowed('Write');
      await waitUntil(
        'the publication is taken',
        () => told(publish()),
        (answer) => answer === 'nothing',
      );

      const group = newName('watched');
      await allow(brokers, [{ user: 'shop', groups: [group], operations: ['Read'] }]);
      const status: ConsumerStatus[] = [];
      let handled = 0;
      const consumer = await bus.consume({
        ...{ group, topics: [topic], onStatus: (one: ConsumerStatus) => status.push(one) },
        handle: async (chunk) => ((handled += chunk.length), []),
      });
      const remedy = `${add} --operation Read --topic ${topic}`;
      await waitUntil(
        'it is told',
        () => status,
        (seen) => seen.some((one) => one.kind === 'paused' && one.remedy?.includes(remedy)),
      );
      await allowed('Read');
      await waitUntil(
        'it consumes',
        () => handled,
        (count) => count > 0,
      );
      await consumer.drain();
    });

    it('to the reader of inbound topics, about a topic and about its group', async () => {
      const inboundOf = newName('inbound');
      const status: ConsumerStatus[] = [];
      const inbound = openInbound({
        ...{ kafka: await settingsFor('till'), group: newName('readers'), handle: async () => {} },
        onStatus: (one) => status.push(one),
      });
      await expect(inbound.follow([inboundOf])).rejects.toThrow(
        `User:till --operation Create --operation Describe --operation Read --topic ${inboundOf}`,
      );
      await allow(brokers, [{ user: 'till', topics: [inboundOf], operations: ['Create', 'Describe', 'Read'] }]);
      await inbound.follow([inboundOf]);
      await waitUntil(
        'it is told',
        () => status,
        (seen) =>
          seen.some((one) => one.kind === 'paused' && one.remedy?.includes('--operation Read --group readers-')),
      );
      await inbound.drain();
    });
  });
});
