import { opportunityLost, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import { standing, type Opportunity } from './opportunity';
import { closingTime, mustBeOpen } from './rules';

export interface LoseOpportunity {
  readonly opportunityId: string;
  readonly reason: string;
  readonly competitor?: string | undefined;
  readonly margin?: string | undefined;
  readonly note?: string | undefined;
  /** ISO 8601; now unless told. */
  readonly closedAt?: string | undefined;
}

export const loseOpportunity =
  ({ closedAt, ...facts }: LoseOpportunity): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    if (standing(state)?.status === 'lost') return [];
    mustBeOpen(state);
    return [opportunityLost({ ...facts, by, lostAt: closingTime(state, closedAt, now) })];
  };
