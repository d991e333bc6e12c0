import { planFetch } from './fetch-plan';
import type { OwnedPartition } from './owned-partition';

const partition = (number: number, fetchNext = 0): OwnedPartition => ({
  name: `t/${number}`,
  topic: { id: 1, topic: 't', partitions: 24 },
  partition: number,
  token: '1',
  fetchNext,
  leaving: false,
  parked: new Map(),
});
const plan = (heads: readonly number[], maxChunk: number, turn = 0, fetchNext = 0) =>
  planFetch(
    heads.map((head, at) => ({ of: partition(at, fetchNext), head })),
    maxChunk,
    turn,
  ).map(({ of, from, upto }) => [of.partition, from, upto]);

describe('the plan of a chunk', () => {
  it('takes everything when it fits, and nothing where there is nothing', () => {
    expect(plan([3, 0, 5], 10)).toEqual([
      [0, 0, 3],
      [2, 0, 5],
    ]);
    expect(plan([0, 0], 10)).toEqual([]);
    expect(plan([7, 9], 10, 0, 7)).toEqual([[1, 7, 9]]);
  });

  it('gives a single backlog the whole chunk', () => {
    expect(plan([0, 1_000], 100)).toEqual([[1, 0, 100]]);
  });

  it('takes small backlogs whole and shares the rest evenly, never more than the chunk', () => {
    expect(plan([1_000, 2, 1_000], 100)).toEqual([
      [0, 0, 49],
      [1, 0, 2],
      [2, 0, 49],
    ]);
    const many = plan(new Array<number>(24).fill(1_000), 10);
    expect(many).toHaveLength(10);
    expect(many.every(([, from, upto]) => upto === (from ?? 0) + 1)).toBe(true);
  });

  it('begins with another partition at every turn', () => {
    const firsts = [0, 1, 2, 3].map((turn) => plan([5, 5, 5], 100, turn)[0]?.[0]);
    expect(firsts).toEqual([0, 1, 2, 0]);
  });
});
