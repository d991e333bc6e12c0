import {
  canonicalJson,
  opportunityRevised,
  type Money,
  type OpportunityEvent,
  type OpportunityProduct,
} from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Opportunity } from './opportunity';
import { mustBeInCurrency, mustBeOpen, mustSumUp } from './rules';

export interface ReviseOpportunity {
  readonly opportunityId: string;
  readonly amount: Money;
  readonly products: readonly OpportunityProduct[];
}

/** What the customer may buy, and what it is worth. */
export const reviseOpportunity =
  ({ opportunityId, amount, products }: ReviseOpportunity): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    mustBeOpen(state);
    mustBeInCurrency(state, amount);
    mustSumUp(amount, products);
    const isSame = canonicalJson(state.worth?.value) === canonicalJson({ amount, products });
    return isSame ? [] : [opportunityRevised({ opportunityId, amount, products: [...products], by, revisedAt: now })];
  };
