import { randomBytes } from 'node:crypto';
import { cloudEventOfKafka } from '@touchstone/contracts';
import { describeWithKafka, testDatabase, testKafka, type TestDatabase } from '@touchstone/testing';
import { Kafka as binding, type CloudEvent } from 'cloudevents';
import type { Consumer as KafkaConsumer, Kafka, KafkaMessage } from 'kafkajs';
import { keyIn, message, sampleEvent, upTo } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import { BusRefused, BusUnavailable } from '../errors';
import type { BusMessage, EventBus } from '../port';
import { kafkaEventBus, type KafkaBusOptions } from './kafka-event-bus';
import { openKafka } from './kafka-settings';
import { makeMissing } from './kafka-topics';

describeWithKafka('The bus in Kafka', () => {
  const topic = `touchpoints-${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let brokers: string[];
  let kafka: Kafka;
  const opened: EventBus[] = [];
  const open = async (more: Partial<KafkaBusOptions> = {}): Promise<EventBus> => {
    const bus = await kafkaEventBus({ brokers, pool: database.pool, topics: [topic], leaseMs: 6_000, ...more });
    opened.push(bus);
    return bus;
  };
  beforeAll(async () => {
    brokers = (await testKafka()).split(',');
    database = await testDatabase();
    kafka = openKafka({ brokers });
  });
  afterAll(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    await database.drop();
  });

  it('refuses a topic whose partitions, retention or clean-up are not as declared, and says what to change', async () => {
    await open();
    await expect(open({ retainDays: 1 })).rejects.toThrow(/retention\.ms=604800000, and this bus needs 86400000/);
    await expect(open({ partitions: 12 })).rejects.toThrow('was made with 24 partitions');
    await expect(open({ replication: 2 })).rejects.toThrow(/1 copies.*KAFKA_REPLICATION wants 2: add copies/);
    const admin = kafka.admin();
    await admin.connect();
    const compacted = `${topic}-compacted`;
    await makeMissing(admin, [compacted], { partitions: 24, entries: [{ name: 'cleanup.policy', value: 'compact' }] });
    await admin.disconnect();
    await expect(open({ topics: [compacted] })).rejects.toThrow(BusRefused);
  });

  it('says that no broker answers', async () => {
    await expect(open({ brokers: ['127.0.0.1:1'] })).rejects.toThrow(BusUnavailable);
  });

  it('carries one publication of 5 MiB for one key, as CloudEvents that others can read', async () => {
    const bus = await open();
    const key = keyIn(9);
    const data = JSON.stringify({ text: 'x'.repeat(250_000) });
    const messages = upTo(21).map((n) => ({ topic, key, event: sampleEvent(n, { data }) }));
    const receipt = await bus.publish(messages);
    expect(receipt).toEqual({ [`${topic}/9`]: [0, 20] });
    const seen: KafkaMessage[] = [];
    const other: KafkaConsumer = kafka.consumer({ groupId: `other-${topic}` });
    await other.connect();
    await other.subscribe({ topics: [topic], fromBeginning: true });
    await other.run({ eachMessage: async ({ message: one }) => void seen.push(one) });
    await waitUntil(
      'all are read',
      () => seen.length,
      (count) => count === 21,
    );
    await other.disconnect();
    const { event } = cloudEventOfKafka(seen[0] as KafkaMessage);
    expect(event).toMatchObject({
      ...{ specversion: '1.0', id: messages[0]?.event.id, type: 'test.sample.happened', source: 'test' },
      extensions: { partitionkey: key, schemaversion: '3' },
    });
    const { headers = {}, value } = seen[0] as KafkaMessage;
    const texts = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)]));
    const bySdk = binding.toEvent({ ...{ key, headers: texts, value }, body: value }) as CloudEvent;
    expect(bySdk.validate()).toBe(true);
    expect(bySdk.toJSON()).toMatchObject({
      ...{ specversion: '1.0', id: messages[0]?.event.id, type: 'test.sample.happened', source: 'test' },
      ...{ time: '2026-01-01T00:00:00.000Z', datacontenttype: 'application/json', partitionkey: key },
    });
  });

  it('hands on what is no event of ours, so that it can be parked', async () => {
    const bus = await open();
    const [name] = [`${topic}/9`];
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: [{ key: 'strange', value: 'hello', partition: 9 }] });
    await producer.disconnect();
    await bus.publish([message(topic, keyIn(9), 99)]);
    const handled: BusMessage[] = [];
    const consumer = await bus.consume({
      group: `strange-${topic}`,
      topics: [topic],
      resumeAt: async () => new Map([[name, 21]]),
      handle: async (chunk) => {
        handled.push(...chunk);
        return chunk.filter(({ event }) => event.id === '').map((one) => ({ message: one, reason: 'unknown-shape' }));
      },
    });
    await waitUntil(
      'both are seen',
      () => handled.length,
      (count) => count >= 2,
    );
    await consumer.drain();
    const { items } = await bus.parking.list({ group: `strange-${topic}` });
    expect(items).toMatchObject([{ reason: 'unknown-shape', message: { key: 'strange', offset: 21 } }]);
  });
});
