import type { Round } from './row';

/** `callers` loops that each call again as soon as they have an answer, until the time is over. */
export const callFor = async (
  ms: number,
  callers: number,
  call: (caller: number) => Promise<number>,
): Promise<Round> => {
  const latencies: number[] = [];
  const end = performance.now() + ms;
  let count = 0;
  const loop = async (caller: number): Promise<void> => {
    for (let began = performance.now(); began < end;) {
      const done = await call(caller);
      count += done;
      const now = performance.now();
      latencies.push(now - began);
      began = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => loop(caller)));
  return { count, latencies };
};
