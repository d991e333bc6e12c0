import {
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import retry, { AbortError } from 'p-retry';
import { StoreUnavailable } from '../errors';

// Made when it is asked, so that a log in PostgreSQL does not wait for the client of EventStoreDB to load.
const answers = () => [
  AccessDeniedError,
  InvalidArgumentError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
];
/** Whatever is no answer of the server leaves open what happened, and may be tried again. */
const isAnswer = (error: unknown): error is Error => answers().some((type) => error instanceof type);

export interface TryOptions {
  /** Milliseconds until a try without an answer counts as lost. */
  readonly deadlineMs: number;
  readonly tries: number;
}

const within = async <Result>(deadlineMs: number, call: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort();
      reject(new Error(`No answer within ${deadlineMs} ms.`));
    }, deadlineMs);
  });
  return Promise.race([call(late.signal), over]).finally(() => clearTimeout(timer));
};

/** Tries again while the outcome is unknown, then throws StoreUnavailable; an error that answers is thrown as it is. */
export const untilAnswered = async <Result>(
  { deadlineMs, tries }: TryOptions,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  let answer: Error | undefined;
  const once = async (): Promise<Result> => {
    try {
      return await within(deadlineMs, call);
    } catch (error) {
      if (!isAnswer(error)) throw error instanceof Error ? error : new Error(String(error));
      answer = error;
      throw new AbortError(error);
    }
  };
  try {
    return await retry(once, { retries: tries - 1, minTimeout: 50, maxTimeout: 1_000, randomize: true });
  } catch (error) {
    throw answer ?? new StoreUnavailable(error);
  }
};
