import { DelegateBackoff, handleType, retry, type IRetryBackoffContext } from 'cockatiel';
import type { ImportedLine, ImportReceipt, IngestAnswer, Problem } from '@touchstone/contracts';
import { Refused } from '../refused';
import type { ImportTarget } from '../target.files';

export interface ImportClient {
  /** Answers when every event of the body is durable; sends it again as long as that cannot be. */
  send(body: string): Promise<IngestAnswer>;
  receipt(importId: string): Promise<ImportReceipt>;
  /** The first of the lines that need somebody's attention. */
  failedLines(importId: string): Promise<readonly ImportedLine[]>;
}

/** Will be tried again. */
class NotNow extends Error {
  constructor(
    sentence: string,
    readonly waitMs?: number,
  ) {
    super(sentence);
  }
}

const patienceMs = 60_000;
const maxAttempts = 60;
const longestWaitMs = 15_000;

const waitOf = (answer: Response): number | undefined => {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 300) * 1000 : undefined;
};

const saidBy = async (answer: Response): Promise<string> => {
  const said = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  return said.detail ?? said.title ?? `It answered ${answer.status}.`;
};

const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What a server that is away, restarting or busy says, is waited out: as long as it asks for, else longer each time. */
const policy = retry(handleType(NotNow), {
  maxAttempts,
  backoff: new DelegateBackoff(({ attempt, result }: IRetryBackoffContext<unknown>) => {
    const asked = 'error' in result && result.error instanceof NotNow ? result.error.waitMs : undefined;
    return asked ?? Math.min(250 * 2 ** Math.min(attempt, 10), longestWaitMs) * (0.5 + Math.random() / 2);
  }),
});

/** An import that has begun waits for its server; one that has not is told at once that there is none. Throws Refused. */
export const refuseUnreachable = async ({ url }: ImportTarget): Promise<void> => {
  await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(10_000) }).catch(() => {
    throw new Refused(`Nothing answers at ${url}: start Touchstone there, or name another address with --url.`);
  });
};

/** `onWait` is told why a request is sent again, and undefined once one succeeds. */
export const importClient = (
  { url, writeKey }: ImportTarget,
  onWait: (why: string | undefined) => void,
): ImportClient => {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const once = async <T>(path: string, body?: string): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body };
    const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(url + path, { ...init, headers, signal: AbortSignal.timeout(patienceMs) }).catch(() => {
      throw new NotNow(`${url} does not answer`);
    });
    if (passing.has(answer.status)) throw new NotNow(await saidBy(answer), waitOf(answer));
    if (!answer.ok)
      throw new Refused(`${await saidBy(answer)}${answer.status === 401 ? ' Pass a valid key with --write-key.' : ''}`);
    return (await answer.json().catch(() => {
      throw new NotNow(`${url} broke off its answer`);
    })) as T;
  };
  const again = async <T>(path: string, body?: string): Promise<T> => {
    try {
      const answer = await policy.execute(() =>
        once<T>(path, body).catch((error: unknown) => {
          if (error instanceof NotNow) onWait(error.message);
          throw error;
        }),
      );
      onWait(undefined);
      return answer;
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      throw new Refused(
        `${error.message}. It was tried ${maxAttempts} times; run the same command again, and it goes on where it stopped.`,
      );
    }
  };
  return {
    send: (body) => again('/v1/import', body),
    receipt: (importId) => again(`/v1/receipts/${importId}`),
    failedLines: async (importId) =>
      (await again<{ items: readonly ImportedLine[] }>(`/v1/receipts/${importId}/lines?outcome=rejected,conflict`))
        .items,
  };
};
