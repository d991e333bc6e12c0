import { quotaWithdrawn, type QuotaEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { mustNotBeRep, type Quota } from './quota';

export const withdrawQuota: Decide<Quota, QuotaEvent> = (state, { now, by, rep }) => {
  mustNotBeRep(rep);
  if (state.status === 'unknown') throw new RuleBroken('unknown-quota', 'There is no such quota.');
  return state.status === 'withdrawn' ? [] : [quotaWithdrawn({ quotaId: state.quotaId, by, withdrawnAt: now })];
};
