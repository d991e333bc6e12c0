import type { BusMessage } from '@touchstone/event-bus';
import { inLanes } from './lanes';

const some = (partition: number, count: number, topic = 'touchpoints'): BusMessage[] =>
  Array.from({ length: count }, (_, offset) => {
    const id = `${topic}/${partition}/${offset}`;
    return { topic, partition, offset, key: `${partition}`, event: { id } } as BusMessage;
  });

describe('lanes', () => {
  it('are about equal, hold everything once, and keep the order of a partition', () => {
    const chunk = [some(1, 300), some(2, 100), some(3, 100)].flat();
    const lanes = inLanes(chunk, 2);
    expect(lanes.map(({ length }) => length)).toEqual([300, 200]);
    expect(new Set(lanes.flat())).toEqual(new Set(chunk));
    for (const lane of lanes) expect(lane).toEqual(chunk.filter((one) => lane.includes(one)));
  });

  it('never part one number of a partition, whatever its topic', () => {
    const lanes = inLanes([some(1, 300), some(1, 300, 'department.sales'), some(2, 300)].flat(), 3);
    expect(lanes.map((lane) => new Set(lane.map(({ partition }) => partition)))).toEqual([new Set([1]), new Set([2])]);
  });

  it('are one where there is little to do, and none is empty', () => {
    expect(inLanes([some(1, 10), some(2, 10)].flat(), 2)).toHaveLength(1);
    expect(inLanes([], 2)).toEqual([[]]);
    expect(inLanes(some(1, 1_000), 2)).toHaveLength(1);
  });

  it('are one where an id stands in two partitions', () => {
    const chunk = [...some(1, 300), ...some(2, 300)];
    const repeated = { ...(chunk[0] as BusMessage), partition: 2, offset: 300 };
    expect(inLanes(chunk, 2)).toHaveLength(2);
    expect(inLanes([...chunk, repeated], 2)).toEqual([[...chunk, repeated]]);
  });
});
