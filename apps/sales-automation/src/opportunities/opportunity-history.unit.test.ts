import {
  opportunityLost,
  opportunityMoved,
  opportunityOpened,
  opportunityReopened,
  opportunityRevised,
  opportunityWon,
  type OpportunityEvent,
} from '@touchstone/contracts';
import fc from 'fast-check';
import { evolveOpportunity, standing, unknownOpportunity } from './opportunity';
import { timeInStages } from './time-in-stages';

const opportunityId = '0190f3c4-0000-7000-8000-000000000101';
const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const by = 'ana';
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const qualified = { pipelineId, pipelineVersion: 1, stage: 'qualified', probability: '0.1' };
const proposal = { pipelineId, pipelineVersion: 1, stage: 'proposal', probability: '0.5' };
const opened = opportunityOpened({
  opportunityId,
  account: 'acc-1',
  owner: 'ana',
  amount: eur('300.30'),
  expectedClose: '2026-06-30',
  products: [],
  ...qualified,
  by,
  openedAt: at(1),
});
const moved = opportunityMoved({ opportunityId, ...proposal, by, movedAt: at(5) });
const won = opportunityWon({ opportunityId, amount: eur('300.30'), reason: 'service', by, wonAt: at(9) });
const lost = opportunityLost({ opportunityId, reason: 'price', competitor: 'acme', by, lostAt: at(9) });
const stateOf = (...events: readonly OpportunityEvent[]) => events.reduce(evolveOpportunity, unknownOpportunity);

describe('history', () => {
  const reopened = opportunityReopened({
    opportunityId,
    ...qualified,
    expectedClose: '2026-08-01',
    by,
    reopenedAt: at(12),
  });
  const revised = opportunityRevised({ opportunityId, amount: eur('5'), products: [], by, revisedAt: at(13) });
  const all: OpportunityEvent[] = [opened, moved, lost, reopened, revised];

  it('comes to the same state in every order', () => {
    const whole = stateOf(...all);
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length });
    fc.assert(fc.property(shuffled, (events) => expect(stateOf(...events)).toEqual(whole)));
    expect(standing(whole)).toMatchObject({ status: 'open', stage: 'qualified' });
  });

  it('bears any sequence of facts, whole or not', () => {
    const some = fc.array(fc.constantFrom(...all, won), { maxLength: 12 });
    fc.assert(fc.property(some, (events) => expect(() => stateOf(...events)).not.toThrow()));
  });

  it('says how long it was in each stage', () => {
    const day = 86_400;
    expect(timeInStages(stateOf(...all), at(15)).map(({ stage, seconds }) => [stage, seconds])).toEqual([
      ['qualified', 4 * day],
      ['proposal', 4 * day],
      ['qualified', 3 * day],
    ]);
  });
});
