import { LRUCache } from 'lru-cache';
import type { SlotMemory } from '@touchstone/subscriptions';

const most = 100_000;

/** Picks the rows of a table that its slot has not written yet, and remembers them: for rows that stay as they are. */
export const unwritten = () => {
  const make = () => new LRUCache<string, true>({ max: most });
  return <Row>(memory: SlotMemory, rows: readonly Row[], keyOf: (row: Row) => string): Row[] => {
    const known = memory.of(make);
    return rows.filter((row) => {
      const key = keyOf(row);
      if (known.get(key)) return false;
      known.set(key, true);
      return true;
    });
  };
};
