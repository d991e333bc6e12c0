import { setTimeout as sleep } from 'node:timers/promises';
import type { DueTimer, Timers } from './timers';

/** What a timer does, and how it ended where somebody will ask. It may run again after a crash, so its effects have ids of their own that derive from the timer's. */
export type Fire = (timer: DueTimer, signal: AbortSignal) => Promise<Readonly<Record<string, unknown>> | void>;

export interface RunTimersOptions {
  readonly timers: Timers;
  /** Kind -> what it does. */
  readonly reactions: Readonly<Record<string, Fire>>;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly onFailure?: (timer: DueTimer, error: unknown) => void;
}

export interface RunningTimers {
  /** Looks at once: somebody has just scheduled one. */
  wake(): void;
  /** Finishes the timer in hand. */
  stop(): Promise<void>;
}

const longestPauseMs = 60_000;

/** Fires timers, one after the other; another process takes over those of one that died when their lease has run out. */
export const runTimers = (options: RunTimersOptions): RunningTimers => {
  const { timers, reactions, leaseMs = 10_000, pollMs = 500, onFailure = () => {} } = options;
  const kinds = Object.keys(reactions);
  const stopping = new AbortController();
  let awake = new AbortController();

  const fire = async (timer: DueTimer): Promise<void> => {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      timers.renew(timer).then(
        (held) => held || lost.abort(),
        () => {},
      );
    }, leaseMs / 3);
    try {
      const ended = await (reactions[timer.kind] as Fire)(timer, AbortSignal.any([stopping.signal, lost.signal]));
      await timers.settle(timer, ended ?? {});
    } catch (error) {
      if (lost.signal.aborted) return;
      if (stopping.signal.aborted) return timers.release(timer);
      onFailure(timer, error);
      await timers.postpone(timer, Math.min(200 * 2 ** timer.failures, longestPauseMs));
    } finally {
      clearInterval(renewal);
    }
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      // A database that is down shows on the health check; the timers are still there when it is back.
      const due = await timers.claimDue(kinds, 1).catch(() => []);
      for (const timer of due) await fire(timer).catch(() => {});
      if (due.length > 0) continue;
      const signal = AbortSignal.any([stopping.signal, awake.signal]);
      await sleep(pollMs, undefined, { signal }).catch(() => {});
      if (awake.signal.aborted) awake = new AbortController();
    }
  };
  const running = loop();
  return {
    wake: () => awake.abort(),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
