import { partitionOf } from '@touchstone/contracts';
import { BusRefused, BusSaturated } from '../errors';
import type { BusMessage, PublishReceipt } from '../port';
import type { Cases } from './cases';
import { byKey, keyIn, message, numbered, partitions, sampleEvent, series, upTo } from './sample-messages';
import { waitUntil } from './wait-until';

const total = (receipts: readonly PublishReceipt[]) =>
  receipts.flatMap((receipt) => Object.values(receipt)).reduce((sum, [first, last]) => sum + last - first + 1, 0);

export const publishCases: Cases = {
  'names the place of its offsets, the same in every process': async ({ bus, other }) => {
    expect(await bus.identity()).toMatch(/^[a-z]+( \S+)?$/);
    expect(await other.identity()).toBe(await bus.identity());
  },

  'shows its topics as it made them, without drift': async ({ world, bus }) => {
    const topics = (await bus.topics()).filter(({ topic }) => world.topics.includes(topic));
    expect(topics.map(({ topic }) => topic).sort()).toEqual([...world.topics].sort());
    for (const topic of topics) expect(topic).toMatchObject({ partitions, drift: [] });
  },

  'answers per partition the first and last offset, without gaps, durable before it resolves': async ({
    world,
    bus,
    other,
  }) => {
    const [topic] = world.topics;
    const before = await other.heads(topic);
    const calls = Array.from({ length: 20 }, (_, at) => series(topic, [keyIn(at), keyIn(at + 1), keyIn(at)], 3));
    const receipts = await Promise.all(
      calls.map(async (messages, at) => {
        const receipt = await (at % 2 ? bus : other).publish(messages);
        const heads = await other.heads(topic);
        for (const [name, [, last]] of Object.entries(receipt)) expect(heads.get(name)).toBeGreaterThan(last);
        return receipt;
      }),
    );
    receipts.forEach((receipt, at) => {
      const touched = new Set(calls[at]?.map(({ key }) => `${topic}/${partitionOf(key, partitions)}`));
      expect(new Set(Object.keys(receipt))).toEqual(touched);
    });
    const grown = [...(await other.heads(topic))].reduce(
      (sum, [name, head]) => sum + head - (before.get(name) ?? 0),
      0,
    );
    expect(grown).toBe(20 * 9);
    expect(total(receipts)).toBeGreaterThanOrEqual(20 * 9);
  },

  'keeps the order of a key over concurrent calls of one process': async ({ world, bus, other }) => {
    const topic = world.topics[1];
    const keys = [keyIn(3), keyIn(3), keyIn(9)];
    await Promise.all(upTo(60).map((n) => bus.publish(keys.map((key) => message(topic, key, n)))));
    const seen: BusMessage[] = [];
    const consumer = await other.consume({
      group: 'order',
      topics: [topic],
      handle: async (chunk) => (seen.push(...chunk), []),
    });
    await waitUntil(
      'all are seen',
      () => seen.length,
      (count) => count >= 180,
    );
    await consumer.drain();
    const order = byKey(numbered(seen));
    for (const key of keys) expect(order[key]).toEqual(upTo(60));
  },

  'publishes to several topics in one call, and nothing when there is nothing': async ({ world, bus }) => {
    const [one, two] = world.topics;
    const receipt = await bus.publish([message(one, keyIn(0), 0), message(two, keyIn(1), 0)]);
    expect(Object.keys(receipt).sort()).toEqual([`${one}/0`, `${two}/1`].sort());
    await expect(bus.publish([])).resolves.toEqual({});
  },

  'refuses a topic that nobody declared, a key that belongs to no partition, and data that is no text of JSON': async ({
    world,
    bus,
    other,
  }) => {
    const [topic] = world.topics;
    const head = () => other.heads(topic);
    const before = await head();
    await expect(bus.publish([message('unheard-of', keyIn(0), 0)])).rejects.toThrow(BusRefused);
    await expect(bus.consume({ group: 'g', topics: ['unheard-of'], handle: async () => [] })).rejects.toThrow(
      'not declared',
    );
    await expect(bus.publish([message(topic, 'someone@example.org', 0)])).rejects.toThrow('no key of hex digits');
    const torn = { topic, key: keyIn(0), event: sampleEvent(0, { data: '"\u001f"' }) };
    await expect(bus.publish([message(topic, keyIn(0), 0), torn])).rejects.toThrow(BusRefused);
    expect(await head()).toEqual(before);
  },

  'says that it is saturated instead of growing, and takes more when there is room again': async ({ world }) => {
    const [topic] = world.topics;
    const narrow = await world.open({ waitingMessages: 250 });
    const calls = upTo(10).map(() => narrow.publish(series(topic, [keyIn(5)], 100)));
    const results = await Promise.allSettled(calls);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(10);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(BusSaturated);
    await expect(narrow.publish(series(topic, [keyIn(5)], 100))).resolves.toBeDefined();
    await narrow.close();
  },
};
