import type { WireEvent } from '@touchstone/contracts';
import type { BusMessage } from '@touchstone/event-bus';

/** Below so many messages a second transaction costs more than it saves. */
const worthIt = 200;

const oneIdInTwoPartitions = (messages: readonly BusMessage[]): boolean => {
  const places = new Map<string | undefined, number>();
  return messages.some(({ event, partition }) => {
    // What cannot be taken in may be no event at all.
    const id = (event as Partial<WireEvent> | undefined)?.id;
    const known = places.get(id);
    places.set(id, partition);
    return known !== undefined && known !== partition;
  });
};

/**
 * Parts of a chunk that can be handled side by side, of about the same size: while the server works on one, this process works on
 * another. No number of a partition stands in two of them, so that a key keeps its order, also where it comes from several topics;
 * nor does an id, which is judged by what stands before it.
 */
export const inLanes = (messages: readonly BusMessage[], most: number): BusMessage[][] => {
  const counts = new Map<number, number>();
  for (const { partition } of messages) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  const wanted = Math.min(most, counts.size, Math.ceil(messages.length / worthIt));
  if (wanted < 2 || oneIdInTwoPartitions(messages)) return [[...messages]];
  const lanes = Array.from({ length: wanted }, () => ({ count: 0, messages: [] as BusMessage[] }));
  const laneOf = new Map<number, (typeof lanes)[number]>();
  for (const [partition, count] of [...counts].sort(([, a], [, b]) => b - a)) {
    const lightest = lanes.reduce((least, lane) => (lane.count < least.count ? lane : least));
    lightest.count += count;
    laneOf.set(partition, lightest);
  }
  for (const message of messages) laneOf.get(message.partition)?.messages.push(message);
  return lanes.map((lane) => lane.messages);
};
