import { setTimeout as sleep } from 'node:timers/promises';
import { CheckpointMoved, LeaseLost, SlotStopped } from './lease-lost';

/** What went wrong in a transaction, and whether the connection survived it. */
export class TransactionFailed extends Error {
  constructor(
    readonly error: unknown,
    readonly connectionLives: boolean,
  ) {
    super('A transaction was rolled back.', { cause: error });
    this.name = 'TransactionFailed';
  }
}

// Bad data, a broken constraint, a program limit (an index row that is too large): the same again at every attempt.
const dataFaults = new Set(['21', '22', '23', '54']);
const sqlState = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
};

/** True when an event is to blame: the fold threw, or the database refuses the data. */
export const isFaultOfAnEvent = (failure: unknown): boolean => {
  if (!(failure instanceof TransactionFailed) || !failure.connectionLives) return false;
  if (failure.error instanceof LeaseLost || failure.error instanceof CheckpointMoved) return false;
  if (failure.error instanceof SlotStopped) return false;
  const state = sqlState(failure.error);
  return state === undefined ? true : dataFaults.has(state.slice(0, 2));
};

/** Class and code of an error, without its text, which may quote personal data. */
export const describeFailure = (failure: unknown): string => {
  const error = failure instanceof TransactionFailed ? failure.error : failure;
  if (!(error instanceof Error)) return 'unknown';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
};

const firstPauseMs = 100;
const longestPauseMs = 10_000;

/** Doubling pauses with jitter; ends early, without an error, when the signal is aborted. */
export class Backoff {
  private failures = 0;

  nextMs(): number {
    const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.failures++, 20));
    return Math.round(full * (0.75 + Math.random() / 4));
  }

  reset(): void {
    this.failures = 0;
  }
}

export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
