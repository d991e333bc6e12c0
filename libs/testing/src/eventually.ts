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

// Long, because a machine at work is no reason to fail; whoever waits for something that never comes is told all the same.
const patience = 120_000;

// Asking is work too, often of the very process that is waited for: seldom when it has taken long already, and never for
// more than half of the time.
const pauseAfter = (waitedMs: number, readMs: number): number => Math.max(20, readMs, Math.min(waitedMs / 8, 250));

/** Reads until the predicate holds; a read that fails counts as "not yet". */
export const eventually = async <Value>(
  description: string,
  read: () => Value | Promise<Value>,
  predicate: (value: Value) => boolean,
  { timeoutMs = patience, pauseMs }: { timeoutMs?: number; pauseMs?: number } = {},
): Promise<Value> => {
  const began = Date.now();
  for (;;) {
    const asked = Date.now();
    const outcome = await attempt(read);
    if ('value' in outcome && predicate(outcome.value)) return outcome.value;
    const now = Date.now();
    if (now - began > timeoutMs) throw new Error(`Not within ${timeoutMs} ms: ${description}; ${describe(outcome)}`);
    await sleep(pauseMs ?? pauseAfter(now - began, now - asked));
  }
};
