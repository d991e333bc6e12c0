import { opportunityAssigned, type OpportunityEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { standing, type Opportunity } from './opportunity';

export interface AssignOpportunity {
  readonly opportunityId: string;
  readonly owner: string;
  readonly team?: string | undefined;
}

/** Also one that is closed: whoever takes a customer over takes the past along, and a win stays with whoever won it. */
export const assignOpportunity =
  ({ opportunityId, owner, team }: AssignOpportunity): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    if (!standing(state)) throw new RuleBroken('unknown-opportunity', 'There is no such opportunity.');
    const held = state.holder?.value;
    if (held?.owner === owner && held.team === team) return [];
    return [opportunityAssigned({ opportunityId, owner, team, by, assignedAt: now })];
  };
