import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again; throws after a while, so that a row that cannot end says where it stands. */
export const until = async (
  what: string,
  holds: () => Promise<boolean>,
  { everyMs = 20, timeoutMs = 300_000, signal }: { everyMs?: number; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> => {
  for (const end = performance.now() + timeoutMs; !signal?.aborted && !(await holds()); await sleep(everyMs))
    if (performance.now() > end) throw new Error(`Not after ${timeoutMs / 1000} s: ${what}.`);
};

/** The same of a process that is starting: when it fails, so does the waiting. */
export const untilOrFailed = async (what: string, starting: Promise<unknown>, holds: () => Promise<boolean>) => {
  const ended = new AbortController();
  const waiting = until(what, holds, { everyMs: 3, signal: ended.signal });
  await Promise.race([waiting, starting.then(() => waiting)]).finally(() => ended.abort());
};
