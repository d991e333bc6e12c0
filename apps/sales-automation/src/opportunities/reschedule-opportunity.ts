import { opportunityRescheduled, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Opportunity } from './opportunity';
import { mustBeOpen, mustNotCloseBeforeOpening } from './rules';

export interface RescheduleOpportunity {
  readonly opportunityId: string;
  /** Day. */
  readonly expectedClose: string;
}

export const rescheduleOpportunity =
  ({ opportunityId, expectedClose }: RescheduleOpportunity): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    mustBeOpen(state);
    mustNotCloseBeforeOpening(state.openedAt ?? now, expectedClose);
    if (state.expectedClose?.value === expectedClose) return [];
    return [opportunityRescheduled({ opportunityId, expectedClose, by, rescheduledAt: now })];
  };
