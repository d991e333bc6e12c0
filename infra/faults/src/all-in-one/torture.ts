import { setTimeout as sleep } from 'node:timers/promises';
import { differences, type Difference } from '../load/compare';
import { randomOf } from '../load/random';
import { newSent, send, type Sent } from '../load/sender';
import { receiptOf } from '../load/settled';
import { tell } from '../load/story';
import type { Product } from '../product/product';
import { faultsOf } from './faults';

export interface TortureOptions {
  readonly rounds: number;
  /** Of load per round, about. */
  readonly seconds: number;
  readonly pauseMs: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface TortureReport {
  readonly rounds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acknowledged: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly unansweredRequests: number;
  readonly losses: number;
  readonly doubles: number;
  readonly wrongSums: number;
  readonly slowestRecoveryMs: number;
}

const patienceMs = 90_000;

/** Waits until nothing differs, and answers what still does when patience runs out. */
const settle = async (product: Product, sent: Sent, from: number): Promise<readonly Difference[]> => {
  const told = [...sent.acknowledged.values()].slice(from);
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await differences(product.request, told).catch(() => undefined);
    if (found?.length === 0 || Date.now() > deadline)
      return (
        found ?? [
          {
            identifier: 'nobody answers',
            naive: {},
            product: undefined,
            lost: told.map(({ mark }) => mark),
            doubled: [],
          },
        ]
      );
    await sleep(200);
  }
};

interface Tally {
  readonly faults: Record<string, number>;
  slowest: number;
}

const playRound = async (product: Product, sent: Sent, round: number, options: TortureOptions, tally: Tally) => {
  const { seconds, pauseMs, seed } = options;
  const random = randomOf(seed + round);
  const faults = faultsOf(pauseMs);
  const fault = faults[round % faults.length]!;
  const from = sent.acknowledged.size;
  const until = Date.now() + seconds * 1_000;
  const load = async () => {
    for (let part = 0; part === 0 || Date.now() < until; part++)
      await send(
        { url: product.url, writeKey: product.writeKey, sent },
        tell({ name: `round${round}-${part}`, people: 5, rounds: 2 }),
      );
  };
  const loading = load();
  await sleep(random() * seconds * 1_000);
  await fault.cause(product);
  const recovering = Date.now();
  tally.faults[fault.name] = (tally.faults[fault.name] ?? 0) + 1;
  await loading;
  const wrong = await settle(product, sent, from);
  tally.slowest = Math.max(tally.slowest, Date.now() - Math.max(recovering, until));
  const verdict = wrong.length === 0 ? 'equal to the naive fold' : `${wrong.length} CUSTOMERS DIFFER`;
  options.say(`round ${round + 1}: ${fault.name}; ${sent.acknowledged.size - from} events; ${verdict}`);
  return wrong;
};

/** Rounds of load of known sums, each with a fault at a random moment; compares after each, and all of it at the end. */
export const torture = async (product: Product, options: TortureOptions): Promise<TortureReport> => {
  const sent = newSent();
  const before = await receiptOf(product.request); // files may have been imported
  const tally: Tally = { faults: {}, slowest: 0 };
  let rounds = 0;
  for (let wrong: readonly Difference[] = []; rounds < options.rounds && wrong.length === 0; rounds++)
    wrong = await playRound(product, sent, rounds, options, tally);
  const wrong = await settle(product, sent, 0);
  for (const one of wrong.slice(0, 5)) options.say(JSON.stringify(one));
  const receipt = await receiptOf(product.request);
  return {
    rounds,
    faults: tally.faults,
    acknowledged: sent.acknowledged.size,
    stored: receipt.stored - before.stored,
    duplicates: receipt.duplicate - before.duplicate,
    conflicts: receipt.conflict - before.conflict,
    unansweredRequests: [...sent.failures.values()].reduce((sum, count) => sum + count, 0),
    losses: wrong.reduce((sum, { lost }) => sum + lost.length, 0),
    doubles: wrong.reduce((sum, { doubled }) => sum + doubled.length, 0),
    wrongSums: wrong.length,
    slowestRecoveryMs: tally.slowest,
  };
};

/** True when nothing acknowledged was lost and nothing counted twice. */
export const isUnharmed = ({ acknowledged, stored, conflicts, losses, doubles, wrongSums }: TortureReport): boolean =>
  acknowledged > 0 && stored === acknowledged && conflicts + losses + doubles + wrongSums === 0;
