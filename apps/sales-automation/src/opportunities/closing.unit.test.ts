import {
  opportunityOpened,
  opportunityReopened,
  opportunityRevised,
  opportunityWon,
  type Money,
  type OpportunityEvent,
} from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { evolveOpportunity, unknownOpportunity } from './opportunity';
import { winOpportunity } from './win-opportunity';

const opportunityId = '0190f3c4-0000-7000-8000-000000000101';
const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const by = 'ana';
const given = scenario<typeof unknownOpportunity, OpportunityEvent>(
  { initial: unknownOpportunity, evolve: evolveOpportunity },
  { now: at(20), by },
);
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const qualified = { pipelineId: opportunityId, pipelineVersion: 1, stage: 'qualified', probability: '0.1' };
const opened = opportunityOpened({
  ...{ opportunityId, account: 'acc-1', owner: 'ana', amount: eur('300.30'), expectedClose: '2026-06-30' },
  ...{ products: [], ...qualified, by, openedAt: at(1) },
});
const won = opportunityWon({ opportunityId, amount: eur('300.30'), reason: 'service', by, wonAt: at(9) });

describe('an opportunity', () => {
  it('is not won for an amount of its own before its last revision, which would count as the later word', () => {
    const revised = opportunityRevised({ opportunityId, amount: eur('500'), products: [], by, revisedAt: at(8) });
    const win = (closedAt: string, amount?: Money) =>
      winOpportunity({ opportunityId, reason: 'service', closedAt, amount });
    given(opened, revised)
      .when(win(at(7), eur('700')))
      .thenBreaks({ rule: 'close-before-revision', field: '/closedAt', status: 422 });
    for (const [day, amount] of [
      [8, eur('700')],
      [7, undefined],
    ] as const)
      given(opened, revised)
        .when(win(at(day), amount))
        .then(opportunityWon({ opportunityId, reason: 'service', amount: amount ?? eur('500'), by, wonAt: at(day) }));
  });
  it('has no margin any more once it is reopened', () => {
    const wonWith = opportunityWon({ ...won.data, margin: '100' });
    expect(given(opened, wonWith).state.margin?.value).toBe('100');
    const reopened = opportunityReopened({
      ...{ opportunityId, ...qualified, expectedClose: '2026-08-01', by, reopenedAt: at(12) },
    });
    for (const order of [
      [opened, wonWith, reopened],
      [opened, reopened, wonWith],
    ])
      expect(given(...order).state.margin?.value).toBeUndefined();
  });
});
