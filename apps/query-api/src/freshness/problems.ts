import { headers } from '@touchstone/contracts';
import { problem, type ProblemError } from '@touchstone/service-host';
import type { Stage } from './wait-for';

export const invalidField = (field: string, detail: string): ProblemError =>
  problem(400, `${field} is not usable; errors says why.`, {
    slug: 'invalid-request',
    errors: [{ pointer: `/${field}`, detail }],
  });

export const badToken = (): ProblemError =>
  invalidField(
    headers.waitFor,
    'This is no token of ours: pass on the Touchstone-Position of a write or a read, unchanged.',
  );

const waiting: Record<Stage, string> = {
  relay: "the department's events have not all reached the bus",
  inbox: 'the customer repository has not stored all of its events',
  resolver: 'the resolver has not decided who is who up to its events',
  projection: 'the read model does not show all of its events',
};

export const notYet = (stage: Stage, answers: boolean): ProblemError => {
  const cause = answers ? waiting[stage] : `the owner of the stage ${stage} does not answer`;
  return problem(504, `The write of this token is not visible yet: ${cause}. It is not lost; ask again.`, {
    slug: 'not-yet-visible',
    stage,
  });
};

export const parked = (ids: readonly string[]): ProblemError =>
  problem(409, 'An event of this token is parked or quarantined: it will not be visible until somebody repairs it.', {
    slug: 'event-parked',
    events: ids,
  });
