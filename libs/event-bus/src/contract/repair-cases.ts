import { BusRefused } from '../errors';
import type { BusMessage } from '../port';
import type { Cases } from './cases';
import { byKey, keyIn, message, numbered, sampleEvent, series, upTo } from './sample-messages';
import { waitUntil } from './wait-until';

import { clinic, states } from './clinic';
export const repairCases: Cases = {
  'replays a key in order on request of any process; live messages of the key never overtake': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(6);
    const bad = new Set([1]);
    const opened = await clinic(stage, key, bad, 5);
    await bus.publish(series(topic, [key], 150));
    await level();
    bad.clear();
    const publishing = (async () => {
      for (const n of upTo(60)) await bus.publish([message(topic, key, 150 + n)]);
    })();
    await other.parking.replay({ group: group, key, by: 'tester' });
    await publishing;
    await waitUntil(
      'all are handled',
      () => opened.handled.length,
      (count) => count >= 210,
    );
    expect(byKey(numbered(opened.handled))).toEqual({ [key]: upTo(210) });
    expect(opened.handled[1]).toMatchObject({ replayed: true, partition: 6 });
    expect(opened.handled[0]?.replayed).toBeUndefined();
    await waitUntil(
      'nothing is parked',
      () => other.parking.counts(group),
      ({ messages }) => messages === 0,
    );
    expect(new Set((await states(stage)).map(([, state]) => state))).toEqual(new Set(['replayed']));
    await level();
  },

  'parks a message again that is still poison, with one more attempt; those behind it go on waiting': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(13);
    const bad = new Set([0, 2]);
    const opened = await clinic(stage, key, bad);
    await bus.publish(series(topic, [key], 4));
    await level();
    await other.parking.replay({ group: group, key, by: 'tester' });
    const list = () => other.parking.list({ group });
    await waitUntil('a second attempt', list, ({ items }) => items[0]?.attempts === 2);
    expect(opened.handled).toEqual([]);
    bad.delete(0);
    await other.parking.replay({ group: group, key, by: 'tester' });
    await waitUntil(
      'the next poison',
      () => states(stage),
      (seen) => seen[2]?.[1] === 'parked',
    );
    expect(await states(stage)).toEqual([
      [0, 'replayed'],
      [1, 'replayed'],
      [2, 'parked'],
      [3, 'waiting'],
    ]);
    expect(numbered(opened.handled).map(({ n }) => n)).toEqual([0, 1]);
  },

  'takes a repair: a new event that names the original comes in its place, then those behind it': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(15);
    const opened = await clinic(stage, key, new Set([0]));
    const messages = series(topic, [key], 3);
    await bus.publish(messages);
    await level();
    const original = messages[0]?.event.id as string;
    const metadata = { ...sampleEvent(0).metadata, repairs: original };
    const replacement = sampleEvent(0, { metadata });
    const wrong = sampleEvent(0, { metadata: { ...metadata, repairs: messages[1]?.event.id as string } });
    await expect(other.parking.replay({ group: group, key, by: 't', replacement: wrong })).rejects.toThrow(BusRefused);
    await expect(
      other.parking.replay({ group: group, key, by: 't', replacement: { ...replacement, id: original } }),
    ).rejects.toThrow(BusRefused);
    await other.parking.replay({ group: group, key, replacement, by: 'tester' });
    await waitUntil(
      'all are handled',
      () => opened.handled.length,
      (count) => count >= 3,
    );
    expect(opened.handled[0]?.event).toEqual(replacement);
    expect(numbered(opened.handled).map(({ n }) => n)).toEqual(upTo(3));
    await waitUntil(
      'settled',
      () => states(stage),
      (seen) => seen.every(([, state]) => state !== 'waiting'),
    );
    expect((await states(stage))[0]).toEqual([0, 'repaired']);
    const { items } = await other.parking.list({ group, states: ['repaired'] });
    expect(items).toMatchObject([{ repairedBy: replacement.id }]);
    const { partition, offset } = items[0]?.message as BusMessage;
    const found = await other.parking.find({ group, topic, partition, offset });
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const request = { by: 'tester', requestedAt: time, appliedAt: time };
    expect(found?.requests).toEqual([{ kind: 'repair', reason: null, event: replacement.id, ...request }]);
  },

  'discards the first message of a key with a reason; the others go on, and live ones after them': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(17);
    const opened = await clinic(stage, key, new Set([0]));
    await bus.publish(series(topic, [key], 3));
    await level();
    const [seen, behind] = (await other.parking.list({ group })).items.map((one) => one.message);
    const discarding = { group, key, by: 'tester', reason: 'sent by mistake' };
    await expect(other.parking.discard({ ...discarding, only: behind as BusMessage })).rejects.toThrow(BusRefused);
    await expect(other.parking.replay({ group, key, by: 't', only: behind as BusMessage })).rejects.toThrow(BusRefused);
    await other.parking.discard({ ...discarding, only: seen as BusMessage });
    await waitUntil(
      'the others',
      () => opened.handled.length,
      (count) => count >= 2,
    );
    await bus.publish(series(topic, [key], 2, 3));
    await waitUntil(
      'the live ones',
      () => opened.handled.length,
      (count) => count >= 4,
    );
    expect(numbered(opened.handled).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect((await states(stage))[0]).toEqual([0, 'discarded']);
    const { items } = await other.parking.list({ group, states: ['discarded'] });
    expect(items).toMatchObject([{ repairedBy: null }]);
    const { partition, offset } = items[0]?.message as BusMessage;
    const found = await other.parking.find({ group, topic, partition, offset });
    expect(found?.requests).toMatchObject([{ kind: 'discard', by: 'tester', reason: 'sent by mistake', event: null }]);
  },

  'remembers what is parked when the partition goes to another member; asking twice changes nothing': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(19);
    const first = await clinic(stage, key, new Set([0]));
    await bus.publish(series(topic, [key], 2));
    await level();
    await first.consumer.drain();
    await other.parking.replay({ group: group, key, by: 'one' });
    await other.parking.replay({ group: group, key, by: 'two' });
    const handled: BusMessage[] = [];
    await other.consume({
      group: group,
      topics: [topic],
      handle: async (chunk) => (handled.push(...chunk), []),
    });
    await bus.publish(series(topic, [key], 3, 2));
    await waitUntil(
      'all in order',
      () => handled.length,
      (count) => count >= 5,
    );
    await waitUntil(
      'nothing is parked',
      () => bus.parking.counts(group),
      ({ messages }) => messages === 0,
    );
    expect(numbered(handled).map(({ n }) => n)).toEqual(upTo(5));
    await expect(bus.parking.replay({ group: group, key, by: 'three' })).rejects.toThrow('No event of key');
    await expect(bus.parking.discard({ group: group, key, by: 'three', reason: 'r' })).rejects.toThrow(BusRefused);
  },
};
