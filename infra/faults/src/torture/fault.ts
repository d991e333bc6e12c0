import { setTimeout as sleep } from 'node:timers/promises';
import type { Frozen } from '../product/processes';
import type { InFlight } from './in-flight';
import type { World, WorldOptions } from './world';

export interface Caused {
  readonly inFlight: { readonly requests: number; readonly appends: number };
  /** When what was broken runs again; nothing to wait for when not given. */
  readonly repaired?: Promise<void>;
  /** More to tell in the line of the round. */
  readonly notes?: string;
}

export interface Fault {
  readonly name: string;
  /** A world of its own; the common one when not given. */
  readonly world?: WorldOptions;
  /** Undefined: nothing was in flight for as long as it was waited for, and nothing was broken. */
  cause(world: World, random: () => number): Promise<Caused | undefined>;
}

const patienceMs = 6_000;

export type Counts = (seen: InFlight) => boolean;
export const anything: Counts = ({ requests, appends }) => requests > 0 || appends.size > 0;
export const requests: Counts = (seen) => seen.requests > 0;
export const appends: Counts = (seen) => seen.appends.size > 0;
/** Of whoever appends, beside a victim that does not. */
export const anybodysAppends: Counts = (seen) => seen.appends.size > 0;

const counted = ({ requests, appends }: InFlight): Caused['inFlight'] => ({ requests, appends: appends.size });

/** For faults that break no process: what is in flight when something first is. Undefined when nothing was. */
export const untilInFlight = async ({ observer }: World, counts: Counts): Promise<Caused['inFlight'] | undefined> => {
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(5)) {
    const seen = await observer.look();
    if (counts(seen)) return counted(seen);
  }
  return undefined;
};

/** Of a process that stands still, what is in flight is the same at two looks: of others it would have gone on. */
const bothTimes = (first: InFlight, second: InFlight): InFlight => ({
  requests: Math.min(first.requests, second.requests),
  appends: new Set([...first.appends].filter((id) => second.appends.has(id))),
});

const lookAgain = async ({ observer }: World, whose: Counts): Promise<InFlight | undefined> => {
  try {
    if (whose === anybodysAppends) return await observer.look();
    await sleep(20); // what was answered before arrives
    const first = await observer.look();
    await sleep(30);
    return bothTimes(first, await observer.look());
  } catch {
    return undefined;
  }
};

export interface Caught {
  readonly frozen: Frozen;
  readonly inFlight: Caused['inFlight'];
}

/**
 * Freezes a process at a moment when something is in flight, and looks again: it stands still, so what is seen is what a kill
 * leaves unfinished. Undefined when there was no such moment.
 */
export const catchInFlight = async (
  world: World,
  freezeIt: () => Promise<Frozen>,
  counts: Counts,
): Promise<Caught | undefined> => {
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    if (!counts(await world.observer.look())) {
      await sleep(5);
      continue;
    }
    const frozen = await freezeIt();
    const seen = await lookAgain(world, counts);
    if (seen && counts(seen)) return { frozen, inFlight: counted(seen) };
    frozen.resume();
    await sleep(20);
  }
  return undefined;
};
