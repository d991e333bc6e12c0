/** What a worker knows of one partition. */
export interface Progress {
  /** Next offset: everything before it is handled, and the bus has written down what waits. */
  readonly mark: number;
  /** Behind the last offset that was handed to this worker. */
  readonly seen: number;
}

/**
 * Moves the mark over the offsets of a chunk, but never over a gap: there stand messages that the bus keeps back (their
 * key is parked) and writes down only after the chunk. Nor over a message that is about to be parked.
 */
export const advance = (
  before: Progress | undefined,
  offsets: readonly number[],
  poison: readonly number[],
): Progress => {
  const sorted = [...offsets].sort((a, b) => a - b);
  const { mark, seen } = before ?? { mark: 0, seen: 0 };
  const stop = Math.min(...poison.filter((offset) => offset >= mark), Infinity);
  // The bus hands out a partition chunk by chunk, so what was seen before is committed by now.
  let next = Math.max(mark, seen);
  for (const offset of sorted) if (offset === next && offset < stop) next += 1;
  return { mark: Math.max(mark, Math.min(next, stop)), seen: Math.max(seen, (sorted.at(-1) ?? -1) + 1) };
};
