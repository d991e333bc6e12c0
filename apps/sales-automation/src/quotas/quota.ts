import type { Money, QuotaEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { StreamKind } from '../commands/stream-kind';
import { teamOwner } from '../teams/team';

export type Quota =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'in-force' | 'withdrawn';
      readonly quotaId: string;
      readonly holder: { readonly kind: 'rep' | 'team'; readonly id: string };
      /** First day that counts, and the first that counts no more. */
      readonly from: string;
      readonly until: string;
      readonly amount: Money;
    };

export const unknownQuota: Quota = { status: 'unknown' };

export const evolveQuota = (state: Quota, event: QuotaEvent): Quota => {
  switch (event.type) {
    case 'sales.quota.set': {
      const { quotaId, holder, from, until, amount } = event.data;
      return { status: 'in-force', quotaId, holder, from, until, amount };
    }
    case 'sales.quota.revised':
      return state.status === 'unknown' ? state : { ...state, amount: event.data.amount };
    case 'sales.quota.withdrawn':
      return state.status === 'unknown' ? state : { ...state, status: 'withdrawn' };
  }
};

const ownerOf = (quota: Quota): string | undefined => {
  if (quota.status === 'unknown') return undefined;
  const { kind, id } = quota.holder;
  return kind === 'rep' ? id : teamOwner(id);
};

/** The quota of a sales person is his to see; that of a team belongs to whoever leads it. */
export const quotas: StreamKind<Quota, QuotaEvent> = {
  category: 'quota',
  initial: unknownQuota,
  evolve: evolveQuota,
  ownerOf,
  concerned: () => [],
};

/** Throws RuleBroken: who is measured by a quota does not set it. */
export const mustNotBeRep = (rep: string | undefined): void => {
  if (rep !== undefined) throw new RuleBroken('wrong-role', 'Quotas are set by managers.', '/holder');
};
