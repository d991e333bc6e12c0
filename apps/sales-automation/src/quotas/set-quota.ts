import { quotaSet, type Money, type QuotaEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { mustNotBeRep, type Quota } from './quota';

export interface SetQuota {
  readonly quotaId: string;
  readonly holder: { readonly kind: 'rep' | 'team'; readonly id: string };
  readonly from: string;
  readonly until: string;
  readonly amount: Money;
}

export const setQuota =
  (command: SetQuota): Decide<Quota, QuotaEvent> =>
  (state, { now, by, rep }) => {
    mustNotBeRep(rep);
    if (state.status !== 'unknown') return [];
    if (command.until <= command.from)
      throw new RuleBroken('empty-period', 'A period ends after it begins.', '/until', 422);
    return [quotaSet({ ...command, by, setAt: now })];
  };
