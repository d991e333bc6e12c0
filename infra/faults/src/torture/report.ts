import { isUnharmed } from './verdict';
import type { Round } from './round';

export interface FaultReport {
  rounds: number;
  events: number;
  requestsInFlight: number;
  appendsInFlight: number;
}

export interface TortureReport {
  readonly seed: number;
  readonly minutes: number;
  /** That had an append or a request in flight at the fault. */
  readonly rounds: number;
  readonly notCounted: number;
  readonly faults: Readonly<Record<string, FaultReport>>;
  readonly events: number;
  /** What requests saw instead of a 200, and how often; each was sent again. */
  readonly refused: Readonly<Record<string, number>>;
  readonly losses: number;
  readonly doubles: number;
  readonly outOfOrder: number;
  readonly differing: number;
  readonly conflicts: number;
  readonly rejected: number;
  /** Processes that ended though nobody has killed them. */
  readonly ended: number;
  /** From the fault until the read models equalled the naive fold, in ms. */
  readonly recoveryMs: { readonly median: number; readonly slowest: number };
}

const sum = (rounds: readonly Round[], of: (round: Round) => number) =>
  rounds.reduce((total, round) => total + of(round), 0);

const byFault = (rounds: readonly Round[]): Record<string, FaultReport> => {
  const faults: Record<string, FaultReport> = {};
  for (const { fault, caused, events } of rounds) {
    const seen = (faults[fault] ??= { rounds: 0, events: 0, requestsInFlight: 0, appendsInFlight: 0 });
    seen.rounds += 1;
    seen.events += events;
    seen.requestsInFlight += caused?.inFlight.requests ?? 0;
    seen.appendsInFlight += caused?.inFlight.appends ?? 0;
  }
  return faults;
};

const refusedIn = (rounds: readonly Round[]): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const { refused } of rounds)
    for (const [seen, times] of Object.entries(refused)) all[seen] = (all[seen] ?? 0) + times;
  return all;
};

export const timesIn = (seen: Readonly<Record<string, number>>): string =>
  Object.entries(seen)
    .map(([what, times]) => `${times} × ${what}`)
    .join(', ');

export const reportOf = (all: readonly Round[], { seed, began }: { seed: number; began: number }): TortureReport => {
  const rounds = all.filter(({ caused }) => caused !== undefined);
  const times = rounds.map(({ brokenMs, settledMs }) => brokenMs + settledMs).sort((a, b) => a - b);
  return {
    seed,
    minutes: Math.round((performance.now() - began) / 6_000) / 10,
    rounds: rounds.length,
    notCounted: all.length - rounds.length,
    faults: byFault(rounds),
    events: sum(all, ({ events }) => events),
    refused: refusedIn(all),
    losses: sum(all, ({ verdict }) => verdict.losses),
    doubles: sum(all, ({ verdict }) => verdict.doubles),
    outOfOrder: sum(all, ({ verdict }) => verdict.outOfOrder),
    differing: sum(all, ({ verdict }) => verdict.differing),
    conflicts: sum(all, ({ verdict }) => verdict.conflicts),
    rejected: sum(all, ({ verdict }) => verdict.rejected),
    ended: sum(all, ({ ended }) => ended.length),
    recoveryMs: { median: times[times.length >> 1] ?? 0, slowest: times.at(-1) ?? 0 },
  };
};

export const wentWell = ({ verdict, ended }: Round): boolean => isUnharmed(verdict) && ended.length === 0;

/** One line of a round, and what is wrong under it. */
export const lineOf = ({ fault, caused, events, refused, brokenMs, settledMs, verdict, ended }: Round): string => {
  const held = caused
    ? `with ${caused.inFlight.requests} requests and ${caused.inFlight.appends} appends in flight`
    : 'NOT COUNTED, nothing was in flight';
  const { examples, ...figures } = verdict;
  const good = isUnharmed(verdict) ? 'equal to the naive fold' : `WRONG: ${JSON.stringify(figures)}`;
  const times = `${(brokenMs / 1_000).toFixed(1)} s broken, ${(settledMs / 1_000).toFixed(1)} s until level`;
  const seen = timesIn(refused);
  const load = `${events} events${seen && `, sent again after ${seen}`}`;
  const line = `${fault} ${held}; ${load}; ${times}; ${good}${caused?.notes ? `; ${caused.notes}` : ''}`;
  return [line, ...examples, ...ended.map((one) => `ENDED BY ITSELF: ${one}`)].join('\n    ');
};
