import { setTimeout as sleep } from 'node:timers/promises';

/** Calls so often a second, however long the answers take, until `over`; answers with the milliseconds of each. */
export const callAtPace = async (
  perSecond: number,
  call: () => Promise<unknown>,
  over: Promise<unknown>,
): Promise<number[]> => {
  const state = { over: false };
  const ended = over.finally(() => (state.over = true));
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const timed = async () => {
    const began = performance.now();
    await call();
    latencies.push(performance.now() - began);
  };
  const began = performance.now();
  for (let made = 0; !state.over; made++) {
    const dueIn = (made * 1_000) / perSecond - (performance.now() - began);
    await sleep(Math.max(0, dueIn));
    calls.push(timed());
  }
  await Promise.all([ended, ...calls]);
  return latencies;
};
