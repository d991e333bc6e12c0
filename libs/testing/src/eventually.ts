import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

type Outcome<Value> = { value: Value } | { error: unknown };

const attempt = async <Value>(read: () => Value | Promise<Value>): Promise<Outcome<Value>> => {
  try {
    return { value: await read() };
  } catch (error) {
    return { error };
  }
};

const describe = (outcome: Outcome<unknown>): string =>
  'error' in outcome
    ? `the last read failed: ${inspect(outcome.error)}`
    : `last seen: ${inspect(outcome.value, { depth: 6 })}`;

/** Reads until the predicate holds; a read that fails counts as "not yet". */
export const eventually = async <Value>(
  description: string,
  read: () => Value | Promise<Value>,
  predicate: (value: Value) => boolean,
  { timeoutMs = 10_000, pauseMs = 20 }: { timeoutMs?: number; pauseMs?: number } = {},
): Promise<Value> => {
  const began = Date.now();
  for (;;) {
    const outcome = await attempt(read);
    if ('value' in outcome && predicate(outcome.value)) return outcome.value;
    if (Date.now() - began > timeoutMs)
      throw new Error(`Not within ${timeoutMs} ms: ${description}; ${describe(outcome)}`);
    await sleep(pauseMs);
  }
};
