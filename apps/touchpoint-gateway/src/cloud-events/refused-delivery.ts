import { ingestLimits } from '@touchstone/contracts';
import { problem, type ProblemError } from '@touchstone/service-host';
import type { OwnWords } from '../ingest/answer-error.routes';

const authenticate = { headers: { 'www-authenticate': 'Bearer realm="touchstone"' } };
const mebibytes = ingestLimits.requestBytes / 1024 / 1024;

/** What CloudEvents senders are told in other words than SDKs are, which take a 413 for a reason to repeat. */
export const wordsForSenders: OwnWords = {
  'too-large': () =>
    problem(
      413,
      `The body is larger than ${mebibytes} MiB (after inflating); nothing of it was stored: send it in parts.`,
    ),
  'no-key': () =>
    problem(
      401,
      'The request has no write key: send it as a Bearer token, as X-Write-Key, or as the parameter access_token.',
      authenticate,
    ),
  'wrong-key': () => problem(401, 'This write key is not known here, or it was revoked.', authenticate),
};

/** A delivery that is refused as a whole; `reason` is also the label of the metric. */
export const refusedDelivery = (status: 400 | 413 | 415, reason: string, detail: string): ProblemError =>
  Object.assign(problem(status, `${detail} Nothing of the request was stored.`), { reason });
