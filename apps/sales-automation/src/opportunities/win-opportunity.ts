import { opportunityWon, subtractDecimals, type Money, type OpportunityEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { standing, type Opportunity } from './opportunity';
import { closingTime, mustBeInCurrency, mustBeOpen } from './rules';

export interface WinOpportunity {
  readonly opportunityId: string;
  /** What was sold; what it was worth before unless told. */
  readonly amount?: Money | undefined;
  readonly margin?: string | undefined;
  readonly reason: string;
  readonly competitor?: string | undefined;
  readonly note?: string | undefined;
  /** ISO 8601; now unless told. */
  readonly closedAt?: string | undefined;
}

export const winOpportunity =
  ({ amount: sold, closedAt, ...facts }: WinOpportunity): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    if (standing(state)?.status === 'won') return [];
    mustBeOpen(state);
    const amount = sold ?? state.worth?.value.amount;
    if (!amount) throw new RuleBroken('no-amount', 'Say what was sold: nothing is known of its worth.', '/amount', 422);
    mustBeInCurrency(state, amount);
    if (facts.margin !== undefined && subtractDecimals(amount.amount, facts.margin).startsWith('-'))
      throw new RuleBroken('margin-over-amount', 'No more can be left than was sold.', '/margin', 422);
    return [opportunityWon({ ...facts, amount, by, wonAt: closingTime(state, closedAt, now, sold) })];
  };
