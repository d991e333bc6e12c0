import { randomBytes } from 'node:crypto';
import { describeWithKafka, testKafka } from '@touchstone/testing';
import type { Producer } from 'kafkajs';
import { waitUntil } from '../contract/wait-until';
import type { ConsumerStatus } from '../port';
import { openInbound, type Inbound } from './inbound';
import { openKafka } from './kafka-settings';

class NotNow extends Error {
  override readonly name = 'NotNow';
  readonly retryInMs = 500;
}

describeWithKafka('Inbound topics', () => {
  const topic = `inbound.${randomBytes(4).toString('hex')}`;
  const group = `gateways-${topic}`;
  const handled: string[] = [];
  const status: ConsumerStatus[] = [];
  let blocked: RegExp | undefined = /./;
  let brokers: string[];
  let producer: Producer;
  let reader: Inbound;
  const open = () =>
    openInbound({
      ...{ kafka: { brokers }, group, leaseMs: 6_000, onStatus: (one: ConsumerStatus) => status.push(one) },
      handle: async (_, records) => {
        if (records.some(({ value }) => blocked?.test(String(value)))) throw new NotNow();
        handled.push(...records.map(({ value }) => String(value)));
      },
    });
  // As a till whose clock stands: the broker's time counts.
  const produceTo = (partition: number, ...values: string[]) =>
    producer.send({ topic, messages: values.map((value) => ({ value, partition, timestamp: '1000000000000' })) });
  const produce = (...values: string[]) => produceTo(2, ...values);
  /** As the gateway does every few seconds: it brings a reader back that crashed, as one does whose coordinator is new. */
  const follow = () => reader.follow([topic]).catch(() => {});
  const waiting = async () => {
    await follow();
    const lags = await reader.lag();
    const messages = lags.reduce((sum, { head, next }) => sum + head - next, 0);
    return { messages, ageMs: Math.max(...lags.map(({ ageMs }) => ageMs)) };
  };

  beforeAll(async () => {
    brokers = (await testKafka()).split(',');
    producer = openKafka({ brokers }).producer();
    await producer.connect();
    reader = open();
  });
  afterAll(async () => {
    await reader.drain();
    await producer.disconnect();
  });

  it('are behind while nothing can be taken, by the time of the broker, and level when all is taken in order', async () => {
    await reader.follow([topic]);
    await produce('1', '2', '3');
    await waitUntil(
      'it is told',
      () => follow().then(() => status),
      (seen) => seen.some((one) => one.kind === 'paused' && one.error === 'NotNow'),
    );
    const behind = await waiting();
    expect(behind.messages).toBe(3);
    expect(behind.ageMs).toBeLessThan(3_600_000);
    blocked = undefined;
    await waitUntil('level', waiting, ({ messages, ageMs }) => messages === 0 && ageMs === 0);
    expect(handled).toEqual(['1', '2', '3']);
    expect(status.some(({ kind }) => kind === 'resumed')).toBe(true);
  });

  it('go on behind what was committed, in another process', async () => {
    await reader.drain();
    await produce('4', '5');
    reader = open();
    await waitUntil(
      'the rest is taken',
      () => follow().then(() => handled),
      (seen) => seen.includes('5'),
    );
    expect(handled).toEqual(['1', '2', '3', '4', '5']);
  });

  it('go on while one of their partitions must wait', async () => {
    blocked = /later/;
    await produceTo(1, 'later');
    await waitUntil(
      'it waits',
      () => follow().then(() => status.at(-1)),
      (last) => last?.kind === 'paused' && last.error === 'NotNow',
    );
    await produceTo(3, '6');
    await waitUntil(
      'the other partition is read',
      () => follow().then(() => handled),
      (seen) => seen.includes('6'),
    );
    blocked = undefined;
    await waitUntil('level', waiting, ({ messages }) => messages === 0);
    expect(handled.slice(5)).toEqual(['6', 'later']);
  });

  it('are read by a member of the group again after the clock was set back by an hour', async () => {
    const admin = openKafka({ brokers }).admin();
    await admin.connect();
    const members = async () => (await admin.describeGroups([group])).groups[0]?.members.length;
    await waitUntil(
      'a member',
      () => follow().then(members),
      (count) => count === 1,
    );
    const now = Date.now;
    Date.now = () => now() - 3_600_000;
    try {
      await waitUntil('the broker has heard nothing for a lease', members, (count) => count === 0);
      await waitUntil(
        'a member again',
        () => follow().then(members),
        (count) => count === 1,
      );
    } finally {
      Date.now = now;
      await admin.disconnect();
    }
  });
});
