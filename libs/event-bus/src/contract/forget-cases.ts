import { BusRefused } from '../errors';
import type { Cases } from './cases';
import { clinic } from './clinic';
import { keyIn, series } from './sample-messages';
import { waitUntil } from './wait-until';

export const forgetCases: Cases = {
  'forgets a group that nobody uses; one with members or with parked messages it keeps': async (stage) => {
    const { bus, other, topic, group, level } = stage;
    const key = keyIn(3);
    const { consumer } = await clinic(stage, key, new Set([0]));
    await bus.publish(series(topic, [key], 1));
    await level();
    const ours = async () => (await other.groups()).find((one) => one.group === group);
    expect(await ours()).toEqual({ group, members: 1, behind: 0 });
    await expect(other.forgetGroup(group)).rejects.toThrow('has members');
    await other.parking.discard({ group, key, by: 'tester', reason: 'r' });
    await waitUntil(
      'nothing is parked',
      () => other.parking.counts(group),
      ({ messages }) => messages === 0,
    );
    await bus.publish(series(topic, [key], 1)); // parked again, and nobody repairs it
    await waitUntil(
      'it is parked',
      () => other.parking.counts(group),
      ({ messages }) => messages === 1,
    );
    await consumer.drain();
    await waitUntil('nobody is in it', ours, (found) => found?.members === 0);
    await expect(other.forgetGroup(group)).rejects.toThrow('are parked');
    const cured = await clinic(stage, key, new Set());
    await other.parking.replay({ group, key, by: 'tester' });
    await waitUntil(
      'nothing is parked',
      () => other.parking.counts(group),
      ({ messages }) => messages === 0,
    );
    await cured.consumer.drain();
    await waitUntil('nobody is in it', ours, (found) => found?.members === 0);
    await other.forgetGroup(group);
    expect(await ours()).toBeUndefined();
    expect(await other.lag(group)).toEqual([]);
    await expect(other.forgetGroup(group)).rejects.toThrow(BusRefused);
  },
};
