import type { Problem } from '@touchstone/contracts';
import { eventId } from '@touchstone/personal-data';
import { problem, ProblemError, type Caller } from '@touchstone/service-host';
import type { AtCrashPoint } from '../crash-points';
import type { OneRequest } from './joined';
import { RuleBroken } from './rule-broken';

/** ∞ Ids of everything that a command makes derive from it, from the caller and from the Idempotency-Key. */
const requestNamespace = '6f0c2b0e-5d9f-5b57-9a51-3c8e2c1d7a40';

/** What the answer to a command says. No personal data: it is stored. */
export interface CommandAnswer {
  /** 202: it goes on after the answer. */
  readonly status: 200 | 201 | 202;
  readonly body: Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number };
  /** Of the last event of it in the department's store. */
  readonly position: string;
}

/** What of a request is remembered: what it was answered, or why it was refused. */
export type StoredAnswer = { readonly answer: CommandAnswer } | { readonly refusal: Problem };

export interface OnceParts {
  readonly requests: OneRequest<StoredAnswer>;
  /** Of a request: equal for equal ones, and says nothing of its content. */
  readonly fingerprint: (payload: object) => string;
  readonly atCrashPoint: AtCrashPoint;
  readonly onCommand?: (outcome: 'done' | 'refused' | 'failed', rule?: string) => void;
}

/** A command as it arrived. */
export interface SentCommand {
  readonly caller: Caller;
  /** The header Idempotency-Key as sent. */
  readonly key: string | undefined;
  /** Address, body and If-Match. */
  readonly payload: object;
  /** The header If-Match as sent. */
  readonly ifMatch: string | undefined;
  readonly traceparent?: string | undefined;
}

const badKey = (detail: string) => problem(400, detail, { slug: 'idempotency-key-needed' });

/** The key of a command: the draft writes it as a quoted string, most clients leave the quotes away. Throws a problem (400). */
export const keyOf = (sent: string | undefined): string => {
  if (sent === undefined)
    throw badKey(
      'Send an Idempotency-Key with every command, such as a new UUID, and the same one when you repeat it.',
    );
  const key = /^"([\x20\x21\x23-\x7e]{1,255})"$|^([\x21\x23-\x7e]{1,255})$/.exec(sent.trim());
  if (!key) throw badKey('An Idempotency-Key has 1 to 255 visible ASCII characters.');
  return (key[1] ?? key[2]) as string;
};

/** What a rule that is broken says over HTTP. */
export const refusalOf = ({ rule, detail, field, status }: RuleBroken): ProblemError =>
  problem(status, detail, { slug: rule, rule, ...(field && { field }) });

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const isFinal = ({ problem: { status } }: ProblemError): boolean => status === 409 || status === 412 || status === 422;

/** What everything that the command makes derives its id from. Throws a problem (400). */
export const requestIdOf = ({ caller, key }: SentCommand): string =>
  eventId(requestNamespace, `${caller.id}\n${keyOf(key)}`);

/** Runs the work of a command once for each caller and key, and says whether it is the first try; afterwards its answer, or its refusal, is repeated. */
export const once = async (
  { requests, fingerprint, atCrashPoint, onCommand = () => {} }: OnceParts,
  { payload }: SentCommand,
  id: string,
  work: (isFirst: boolean) => Promise<CommandAnswer>,
): Promise<CommandAnswer> => {
  const begun = await requests.begin(id, fingerprint(payload));
  if (begun.status === 'other-request')
    throw problem(422, 'This Idempotency-Key was sent with another request before: use a new one for each command.', {
      slug: 'idempotency-key-reused',
    });
  if (begun.status === 'running')
    throw problem(409, 'A request with this Idempotency-Key is being carried out: repeat it shortly.', {
      slug: 'request-in-progress',
      headers: { 'retry-after': String(Math.ceil(begun.forMs / 1000)) },
    });
  if (begun.status === 'answered') {
    if ('refusal' in begun.answer) throw new ProblemError(begun.answer.refusal);
    return begun.answer.answer;
  }
  atCrashPoint('command.claimed');
  try {
    const answer = await work(begun.claim === 1);
    atCrashPoint('command.appended');
    await requests.finish(id, begun.claim, { answer });
    atCrashPoint('command.answered');
    onCommand('done');
    return answer;
  } catch (error) {
    const refusal = error instanceof RuleBroken ? refusalOf(error) : error;
    if (refusal instanceof ProblemError) onCommand('refused', textOf(refusal.problem['rule']));
    else onCommand('failed');
    if (refusal instanceof ProblemError && isFinal(refusal))
      await requests.finish(id, begun.claim, { refusal: refusal.problem });
    else await requests.giveUp(id, begun.claim);
    throw refusal;
  }
};
