import { byTime, pairKey, type Evidence } from './evidence';
import type { KnownPair } from './known';

/**
 * Pairs that the tables were seen to hold, with their earliest statement: a busy customer states the same ones again and again.
 * For one holder of the lease: nobody else writes pairs, and a statement in the tables only ever becomes earlier.
 */
export class StatedPairs {
  private readonly stated = new Map<string, Pick<Evidence, 'time' | 'event'>>();

  constructor(private readonly capacity = 100_000) {}

  /** True when the tables hold this pair by this statement or an earlier one; false when that is not known here. */
  holds(one: Evidence): boolean {
    const known = this.stated.get(pairKey(one));
    return known !== undefined && byTime(one, known) >= 0;
  }

  note(pairs: readonly KnownPair[]): void {
    if (this.stated.size + pairs.length > this.capacity) this.stated.clear();
    for (const pair of pairs) if (pair.stated) this.stated.set(pairKey(pair), pair.stated);
  }
}
