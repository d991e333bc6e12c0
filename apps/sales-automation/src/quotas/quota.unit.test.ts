import { quotaRevised, quotaSet, quotaWithdrawn, type QuotaEvent } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { teamOwner } from '../teams/team';
import { evolveQuota, quotas, unknownQuota, type Quota } from './quota';
import { reviseQuota } from './revise-quota';
import { setQuota } from './set-quota';
import { withdrawQuota } from './withdraw-quota';

const now = '2026-03-20T09:00:00.000Z';
const by = 'ana';
const given = scenario<Quota, QuotaEvent>({ initial: unknownQuota, evolve: evolveQuota }, { now, by });
const quotaId = '0190f3c4-0000-7000-8000-000000000105';
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const wish = {
  quotaId,
  holder: { kind: 'rep' as const, id: 'ana' },
  from: '2026-01-01',
  until: '2026-04-01',
  amount: eur('100'),
};
const set = quotaSet({ ...wish, by, setAt: now });
const withdrawn = quotaWithdrawn({ quotaId, by, withdrawnAt: now });

it('is set once, for a period that is not empty', () => {
  given().when(setQuota(wish)).then(set);
  given(set).when(setQuota(wish)).thenNothing();
  given()
    .when(setQuota({ ...wish, until: wish.from }))
    .thenBreaks({ rule: 'empty-period', field: '/until', status: 422 });
});
it('belongs to who is measured by it, and that of a team to whoever leads the team', () => {
  const ownerOf = (quota: Parameters<typeof quotaSet>[0]) =>
    quotas.ownerOf(quotas.evolve(quotas.initial, quotaSet(quota)));
  expect(ownerOf(set.data)).toBe('ana');
  expect(ownerOf({ ...set.data, holder: { kind: 'team', id: 'north' } })).toBe(teamOwner('north'));
});
it('is not set, revised or withdrawn by a rep', () => {
  const rep = scenario<Quota, QuotaEvent>({ initial: unknownQuota, evolve: evolveQuota }, { now, by, rep: by });
  const refused = { rule: 'wrong-role', field: '/holder' };
  rep().when(setQuota(wish)).thenBreaks(refused);
  rep(set)
    .when(reviseQuota({ quotaId, amount: eur('1') }))
    .thenBreaks(refused);
  rep(set).when(withdrawQuota).thenBreaks(refused);
});
it('is revised in its currency', () => {
  const revise = (amount: string, currency = 'EUR') => reviseQuota({ quotaId, amount: { amount, currency } });
  given(set)
    .when(revise('120'))
    .then(quotaRevised({ quotaId, amount: eur('120'), by, revisedAt: now }));
  given(set).when(revise('100')).thenNothing();
  given(set).when(revise('100', 'USD')).thenBreaks({ rule: 'other-currency' });
  given(set, withdrawn).when(revise('120')).thenBreaks({ rule: 'quota-withdrawn' });
  given().when(revise('120')).thenBreaks({ rule: 'unknown-quota' });
});
it('is withdrawn once', () => {
  given(set).when(withdrawQuota).then(withdrawn);
  given(set, withdrawn).when(withdrawQuota).thenNothing();
  given().when(withdrawQuota).thenBreaks({ rule: 'unknown-quota' });
});
