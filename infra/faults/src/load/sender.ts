import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadEvent, Told } from './story';

export interface Sent {
  /** Written down only when a 200 said that the event was accepted. */
  readonly acknowledged: Map<string, Told>;
  /** People who were erased: their sums stay, what they did cannot be read any more. */
  readonly erased: Set<string>;
  /** Events that a request was begun for, so often: what may have arrived. */
  attempts: number;
  requests: number;
  /** Requests that are not answered yet. */
  open: number;
  /** Requests that were answered with an error, or not at all, by what was seen. */
  readonly failures: Map<string, number>;
}

export const newSent = (): Sent => ({
  acknowledged: new Map(),
  erased: new Set(),
  attempts: 0,
  requests: 0,
  open: 0,
  failures: new Map(),
});

/** What requests saw instead of a 200 since these failures were noted, and how often. */
export const failuresSince = (before: ReadonlyMap<string, number>, { failures }: Sent): Record<string, number> => {
  const grown = [...failures].map(([seen, times]) => [seen, times - (before.get(seen) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, times]) => times > 0));
};

export interface SendOptions {
  readonly url: string;
  readonly writeKey: string;
  readonly sent: Sent;
  readonly batch?: number;
  readonly atOnce?: number;
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
}

interface Answer {
  readonly accepted: number;
  readonly rejected: readonly unknown[];
}

const inWords = (response: Response): string => {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  return isProblem ? String(response.status) : `${response.status} in an unknown form`;
};

const post = async ({ url, writeKey }: SendOptions, batch: readonly LoadEvent[]): Promise<Answer | string> => {
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
      body: JSON.stringify({ batch: batch.map(({ message }) => message) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    return response.status === 200 ? (JSON.parse(text) as Answer) : inWords(response);
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name?: string };
    return cause?.code ?? name ?? 'unanswered';
  }
};

// What an SDK tries again: no answer, "not now" and faults inside. Anything else is a defect of the road.
const isPassing = (seen: string): boolean => !/^\d/.test(seen) || /^(429|5\d\d)$/.test(seen);

const sendOne = async (options: SendOptions, batch: readonly LoadEvent[]): Promise<void> => {
  const { sent, signal, pauseMs = 100 } = options;
  for (let pause = pauseMs; !signal?.aborted; pause = Math.min(pause * 1.5, 1_000)) {
    sent.requests += 1;
    sent.attempts += batch.length;
    sent.open += 1;
    const answer = await post(options, batch);
    sent.open -= 1;
    if (typeof answer !== 'string') {
      if (answer.accepted !== batch.length) throw new Error(`Rejected: ${JSON.stringify(answer.rejected)}`);
      for (const { messageId, told } of batch) sent.acknowledged.set(messageId, told);
      return;
    }
    sent.failures.set(answer, (sent.failures.get(answer) ?? 0) + 1);
    if (!isPassing(answer)) throw new Error(`A batch was refused with ${answer}.`);
    await sleep(pause);
  }
};

/** Sends like an SDK: the same messages again until a 200 says that they were accepted, or the signal is aborted. */
export const send = async (options: SendOptions, events: readonly LoadEvent[]): Promise<void> => {
  const { batch = 5, atOnce = 4, signal } = options;
  let next = 0;
  const worker = async () => {
    while (next < events.length && !signal?.aborted) {
      const from = next;
      next += batch;
      await sendOne(options, events.slice(from, next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
