import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a gauge asks of another server; undefined when that fails or takes longer, and the gauge's last sample stands. Without
 * it a server that is away would hold up every metric of the process, and look as if the process were down.
 */
export const answeredSoon = async <Answer>(asked: Promise<Answer>, ms = 3_000): Promise<Answer | undefined> => {
  const over = new AbortController();
  const late = sleep(ms, undefined, { ref: false, signal: over.signal }).catch(() => undefined);
  return Promise.race([asked.catch(() => undefined), late]).finally(() => over.abort());
};
