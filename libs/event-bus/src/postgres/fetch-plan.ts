import type { OwnedPartition } from './owned-partition';

export interface FetchRange {
  readonly of: OwnedPartition;
  readonly from: number;
  /** Exclusive. */
  readonly upto: number;
}

/**
 * Shares a chunk among the partitions that have something: the small backlogs whole, the rest in equal parts. The order
 * starts at `turn`, because a chunk that is full of bytes cuts off the last ones.
 */
export const planFetch = (
  backlogs: readonly { readonly of: OwnedPartition; readonly head: number }[],
  maxChunk: number,
  turn: number,
): FetchRange[] => {
  const behind = backlogs.filter(({ of, head }) => head > of.fetchNext);
  const bySize = [...behind].sort((a, b) => a.head - a.of.fetchNext - (b.head - b.of.fetchNext));
  const taken = new Map<OwnedPartition, number>();
  let left = maxChunk;
  bySize.forEach(({ of, head }, index) => {
    const part = Math.min(head - of.fetchNext, Math.ceil(left / (bySize.length - index)));
    taken.set(of, part);
    left -= part;
  });
  const start = behind.length > 0 ? turn % behind.length : 0;
  return [...behind.slice(start), ...behind.slice(0, start)]
    .map(({ of }) => ({ of, from: of.fetchNext, upto: of.fetchNext + (taken.get(of) ?? 0) }))
    .filter(({ from, upto }) => upto > from);
};
