import { problem, type ProblemError } from '@touchstone/service-host';
import { RebuildRefused, type RebuildRefusal } from '@touchstone/subscriptions';

const statuses: Record<RebuildRefusal, number> = {
  'unknown-projection': 404,
  'unknown-version': 404,
  'unknown-build': 404,
  'wrong-state': 409,
  'not-level': 409,
  'not-compared': 409,
  'must-equal': 409,
  'not-accepted': 409,
  busy: 503,
};

/** A refusal as the caller reads it: `urn:touchstone:problem:rebuild-not-compared` and so on. Other errors stay what they are. */
export const rebuildProblem = (error: unknown): unknown | ProblemError => {
  if (!(error instanceof RebuildRefused)) return error;
  const status = statuses[error.code];
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '1' } : {};
  return problem(status, error.message, { slug: `rebuild-${error.code}`, headers });
};
