import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@touchstone/service-host';
import type { Erasing } from './erase';
import { eraseAgain, finishErasures, type ErasureMark } from './finish-erasures';

const everyMs = 30_000;

/** Finishes at start, and from time to time, what a crash or a key server that was down left unfinished. */
export const runErasures = (erasing: Erasing, mark: ErasureMark, log: Log): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const run = async () => {
    let restored = false;
    for (let pauseMs = 1_000; !stopping.signal.aborted;) {
      try {
        if (!restored) await eraseAgain(erasing);
        restored = true;
        const finished = await finishErasures(erasing, mark);
        if (finished > 0) log.info({ finished }, 'erasures are finished');
        pauseMs = everyMs;
      } catch (error) {
        log.warn({ err: error, retryInMs: pauseMs }, 'erasures wait');
      }
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
