import { ingestLimits } from '@touchstone/contracts';
import { problem, type ProblemError } from '@touchstone/service-host';

const mebibytes = ingestLimits.requestBytes / 1024 / 1024;
const wait = { headers: { 'retry-after': '1' } };
const authenticate = { headers: { 'www-authenticate': 'Basic realm="touchstone"' } };

/** 400 also where 413 or 415 would be usual: SDKs drop a batch on either, but one of them repeats a 413 for ever. */
const answers = {
  empty: () => problem(400, 'The request has no body.'),
  'too-large': () =>
    problem(
      400,
      `The body is larger than ${mebibytes} MiB (after inflating); nothing of it was stored: send it in parts.`,
    ),
  'bad-gzip': () => problem(400, 'The body begins like gzip but cannot be inflated; nothing of it was stored.'),
  'not-utf8': () => problem(400, 'The body is not UTF-8; nothing of it was stored.'),
  'no-key': () =>
    problem(
      401,
      'The request has no write key: send it as Basic user name, as X-Write-Key, or as writeKey in the body.',
      authenticate,
    ),
  'wrong-key': () => problem(401, 'This write key is not known here, or it was revoked.', authenticate),
  'wrong-import': () =>
    problem(409, 'This import was begun with the write key of another source; nothing of it was stored.'),
  saturated: () =>
    problem(
      429,
      'More events are waiting to be stored than can be taken now; nothing of this request was stored.',
      wait,
    ),
  unavailable: () =>
    problem(503, 'The events cannot be stored durably right now; nothing of this request was acknowledged.', wait),
} satisfies Record<string, () => ProblemError>;

export type RefusedReason = keyof typeof answers;

/** What is said of a request that is refused as a whole; `reason` is also the label of the metric. */
export const refusedRequest = (reason: RefusedReason): ProblemError & { readonly reason: RefusedReason } =>
  Object.assign(answers[reason](), { reason });

/** Counted per source; `seconds` is a whole number, as SDKs read it. */
export const limitedSource = (
  seconds: number,
): ProblemError & { readonly reason: 'source-limit'; readonly retryInMs: number } =>
  Object.assign(
    problem(429, 'This source sends more events than its limit allows; nothing of this request was stored.', {
      slug: 'source-limit',
      headers: { 'retry-after': String(seconds) },
    }),
    { reason: 'source-limit' as const, retryInMs: seconds * 1_000 },
  );
