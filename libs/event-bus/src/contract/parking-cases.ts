import { BusRefused } from '../errors';
import type { ParkedFilter } from '../port';
import type { Cases } from './cases';
import { byKey, keyIn, numbered, numberOf, sampleEvent, series, upTo } from './sample-messages';

import { clinic, states } from './clinic';
export const parkingCases: Cases = {
  'parks a poisoned message and what comes behind it of its key; everything else flows and the progress passes': async (
    stage,
  ) => {
    const { bus, other, topic, group, level } = stage;
    const [key, neighbour, far] = [keyIn(4), keyIn(4), keyIn(9)];
    const opened = await clinic(stage, key, new Set([2]), 4);
    await bus.publish(series(topic, [key, neighbour, far], 6));
    await level();
    await bus.publish(series(topic, [key, neighbour], 2, 6));
    await level();
    expect(byKey(numbered(opened.handled))).toEqual({ [key]: [0, 1], [neighbour]: upTo(8), [far]: upTo(6) });
    expect(await states(stage)).toEqual([[2, 'parked'], ...[3, 4, 5, 6, 7].map((n) => [n, 'waiting'])]);
    expect(await other.parking.counts(group)).toEqual({ keys: 1, messages: 6 });
    const { items } = await other.parking.list({ group: group, key, reason: 'unreadable' });
    const parkedAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(items).toMatchObject([
      {
        group: group,
        reason: 'unreadable',
        attempts: 1,
        state: 'parked',
        repairedBy: null,
        parkedAt,
        message: { topic, key, partition: 4 },
      },
    ]);
  },

  'lists by source, by reason and by state, and finds one by its place': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(5);
    await clinic(stage, key, new Set([0]));
    const elsewhere = (n: number) => {
      const { metadata, ...event } = sampleEvent(n);
      return { topic, key, event: { ...event, metadata: { ...metadata, source: 'elsewhere' } } };
    };
    await bus.publish([...series(topic, [key], 2), elsewhere(2), ...series(topic, [key], 1, 3)]);
    await level();
    const numbers = async (filter: Omit<ParkedFilter, 'group'>) =>
      (await other.parking.list({ group, ...filter })).items.map((one) => numberOf(one.message));
    expect(await numbers({ source: 'elsewhere' })).toEqual([2]);
    expect(await numbers({ source: 'test' })).toEqual([0, 1, 3]);
    expect(await numbers({ source: 'nobody' })).toEqual([]);
    expect(await numbers({ source: 'test', states: ['waiting'] })).toEqual([1, 3]);
    expect(await numbers({ reason: 'unreadable', key })).toEqual([0]);
    const [first] = (await other.parking.list({ group })).items;
    const place = { group, topic, partition: 5, offset: first?.message.offset as number };
    expect(await other.parking.find(place)).toEqual({ parked: first, requests: [] });
    expect(await other.parking.find({ ...place, group: 'another' })).toBeUndefined();
  },

  'lists in pages': async (stage) => {
    const { bus, topic, group, level } = stage;
    const key = keyIn(8);
    await clinic(stage, key, new Set([0]));
    await bus.publish(series(topic, [key], 5));
    await level();
    const first = await bus.parking.list({ group: group, limit: 3 });
    const second = await bus.parking.list({ group: group, limit: 3, after: first.next as string });
    expect([...first.items, ...second.items].map((one) => numberOf(one.message))).toEqual(upTo(5));
    expect([typeof first.next, second.next]).toEqual(['string', null]);
    await expect(bus.parking.list({ group: group, after: 'x' })).rejects.toThrow(BusRefused);
  },
};
