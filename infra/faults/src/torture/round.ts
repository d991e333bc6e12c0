import { setTimeout as sleep } from 'node:timers/promises';
import { openLanes } from '../load/lanes';
import { failuresSince } from '../load/sender';
import type { Caused, Fault } from './fault';
import { judge, type Verdict } from './verdict';
import type { World } from './world';

export interface Round {
  readonly fault: string;
  /** Undefined: nothing was in flight, so nothing was broken and the round does not count. */
  readonly caused: Caused | undefined;
  readonly events: number;
  /** What requests saw instead of a 200, and how often; each was sent again. */
  readonly refused: Readonly<Record<string, number>>;
  /** From the fault until all that was broken ran again. */
  readonly brokenMs: number;
  /** From the last acknowledgement until the read models equalled the naive fold. */
  readonly settledMs: number;
  readonly verdict: Verdict;
  /** Processes that ended though nobody has killed them. */
  readonly ended: readonly string[];
}

export interface LoadOptions {
  readonly lanes: number;
  readonly pauseMs: number;
}
export const usualLoad: LoadOptions = { lanes: 5, pauseMs: 120 };

const beforeFaultMs = 600;
const afterFaultMs = 300;

/** Load of known sums, a fault at a random moment in it, and a comparison of everything when it is over. */
export const playRound = async (
  world: World,
  fault: Fault,
  { name, random, load = usualLoad }: { name: string; random: () => number; load?: LoadOptions },
): Promise<Round> => {
  const { sent, services } = world;
  const from = sent.acknowledged.size;
  const failedBefore = new Map(sent.failures);
  const lanes = openLanes({ url: services.url, writeKey: services.writeKey, sent, name, ...load });
  await sleep(random() * beforeFaultMs);
  const began = performance.now();
  const caused = await fault.cause(world, random);
  const repaired = caused?.repaired?.then(() => performance.now());
  await sleep(afterFaultMs);
  const [repairedAt] = await Promise.all([repaired, lanes.stop()]);
  const brokenMs = Math.round((repairedAt ?? performance.now()) - began);
  const settling = performance.now();
  const verdict = await judge(world, from);
  return {
    fault: fault.name,
    caused,
    events: sent.acknowledged.size - from,
    refused: failuresSince(failedBefore, sent),
    brokenMs,
    settledMs: Math.round(performance.now() - settling),
    verdict,
    ended: await services.endedByThemselves(),
  };
};
