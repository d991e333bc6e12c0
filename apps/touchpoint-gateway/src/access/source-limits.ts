import { LRUCache } from 'lru-cache';
import type { Claim, Claimed } from './allowances.tables';
import type { Rate, Source } from './source';

export interface SourceLimits {
  /** Undefined when the events may come; otherwise in how many seconds they may. */
  admit(source: Source, events: number): Promise<number | undefined>;
}

/** Held by this process, out of the bucket that all gateways share. */
interface Held {
  tokens: number;
  heldUntil: number;
  /** Requests of so many events or more are not asked for again until then. */
  refused: { readonly events: number; readonly until: number } | undefined;
}

const portionSeconds = 0.25;
const holdMs = 1_000;
/** SDKs wait no longer than this, whatever they are told. */
const longestWait = 300;

/**
 * A token bucket per source, exact over all gateways: tokens are claimed from the database in portions of a quarter of a second,
 * so that a limited source costs a few writes a second and any other none. What a process claimed and did not use within a second is lost.
 */
export const sourceLimits = (claim: (claim: Claim) => Promise<Claimed>, now: () => number): SourceLimits => {
  const holding = new LRUCache<string, Held>({ max: 10_000 });
  const heldFor = (id: string): Held => {
    let held = holding.get(id);
    if (!held) holding.set(id, (held = { tokens: 0, heldUntil: 0, refused: undefined }));
    return held;
  };
  return {
    admit: async ({ id, rate }, events) => {
      if (!rate || events === 0) return undefined;
      const held = heldFor(id);
      if (now() > held.heldUntil) held.tokens = 0;
      if (held.tokens >= events) {
        held.tokens -= events;
        return undefined;
      }
      const needed = Math.min(events, rate.burstEvents);
      const { refused } = held;
      if (refused && now() < refused.until && needed >= refused.events)
        return secondsUntil(refused.until + msFor(needed - refused.events, rate), now());
      const extra = Math.floor(rate.eventsPerSecond * portionSeconds);
      const { granted, left } = await claim({ sourceId: id, rate, events, extra });
      if (granted > 0) {
        held.tokens += granted - events;
        held.heldUntil = now() + holdMs;
        held.refused = undefined;
        return undefined;
      }
      const until = now() + msFor(needed - left, rate);
      held.refused = { events: needed, until };
      return secondsUntil(until, now());
    },
  };
};

const msFor = (tokens: number, { eventsPerSecond }: Rate): number => (tokens / eventsPerSecond) * 1_000;

const secondsUntil = (until: number, now: number): number =>
  Math.min(longestWait, Math.max(1, Math.ceil((until - now) / 1_000)));
