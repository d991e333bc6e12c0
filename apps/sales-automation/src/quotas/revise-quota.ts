import { quotaRevised, type Money, type QuotaEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { mustNotBeRep, type Quota } from './quota';

export interface ReviseQuota {
  readonly quotaId: string;
  readonly amount: Money;
}

export const reviseQuota =
  ({ quotaId, amount }: ReviseQuota): Decide<Quota, QuotaEvent> =>
  (state, { now, by, rep }) => {
    mustNotBeRep(rep);
    if (state.status === 'unknown') throw new RuleBroken('unknown-quota', 'There is no such quota.');
    if (state.status === 'withdrawn') throw new RuleBroken('quota-withdrawn', 'The quota is withdrawn: set another.');
    if (state.amount.currency !== amount.currency)
      throw new RuleBroken('other-currency', `The quota is in ${state.amount.currency}.`, '/amount/currency', 422);
    return state.amount.amount === amount.amount ? [] : [quotaRevised({ quotaId, amount, by, revisedAt: now })];
  };
