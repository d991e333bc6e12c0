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

export interface LastAnswer<Answer> {
  readonly answer: Answer;
  /** For how long nothing has been answered since; 0 when it was answered now. */
  readonly silentMs: number;
}

/** The newest answer to a question that gauges ask again and again: a lag grows by the silence, or it would look level. */
export const lastAnswered = <Answer>(ask: () => Promise<Answer>): (() => Promise<LastAnswer<Answer> | undefined>) => {
  let last: { readonly answer: Answer; readonly at: number } | undefined;
  return async () => {
    const answer = await answeredSoon(ask());
    if (answer !== undefined) last = { answer, at: performance.now() };
    return last && { answer: last.answer, silentMs: answer === undefined ? performance.now() - last.at : 0 };
  };
};
