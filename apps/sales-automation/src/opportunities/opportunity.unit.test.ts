import {
  competitorNamed,
  nextStepPlanned,
  opportunityAssigned,
  opportunityLost,
  opportunityMoved,
  opportunityOpened,
  opportunityReopened,
  opportunityRescheduled,
  opportunityRevised,
  opportunityWon,
  type OpportunityEvent,
} from '@touchstone/contracts';
import type { Pipeline } from '../pipelines/pipeline';
import { scenario } from '../scenario.test-data';
import { assignOpportunity } from './assign-opportunity';
import { loseOpportunity } from './lose-opportunity';
import { moveOpportunity } from './move-opportunity';
import { nameCompetitor } from './name-competitor';
import { openOpportunity } from './open-opportunity';
import { evolveOpportunity, unknownOpportunity } from './opportunity';
import { planNextStep } from './plan-next-step';
import { reopenOpportunity } from './reopen-opportunity';
import { rescheduleOpportunity } from './reschedule-opportunity';
import { reviseOpportunity } from './revise-opportunity';
import { winOpportunity } from './win-opportunity';

const opportunityId = '0190f3c4-0000-7000-8000-000000000101';
const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const now = at(20);
const by = 'ana';
const given = scenario<typeof unknownOpportunity, OpportunityEvent>(
  { initial: unknownOpportunity, evolve: evolveOpportunity },
  { now, by },
);

const pipeline = (version: number, proposal: string, status: 'published' | 'retired' = 'published'): Pipeline => ({
  status,
  pipelineId,
  name: 'New business',
  version,
  stages: [
    { stage: 'qualified', name: 'Qualified', probability: '0.1' },
    { stage: 'proposal', name: 'Proposal', probability: proposal },
  ],
});
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const qualified = { pipelineId, pipelineVersion: 1, stage: 'qualified', probability: '0.1' };
const proposal = { pipelineId, pipelineVersion: 1, stage: 'proposal', probability: '0.5' };
const wish = {
  opportunityId,
  account: 'acc-1',
  owner: 'ana',
  team: 'north',
  amount: eur('300.30'),
  expectedClose: '2026-06-30',
  products: [],
};
const opened = opportunityOpened({ ...wish, ...qualified, by, openedAt: at(1) });
const moved = opportunityMoved({ opportunityId, ...proposal, by, movedAt: at(5) });
const won = opportunityWon({ opportunityId, amount: eur('300.30'), reason: 'service', by, wonAt: at(9) });
const lost = opportunityLost({ opportunityId, reason: 'price', competitor: 'acme', by, lostAt: at(9) });

describe('opening', () => {
  it('stands in the first stage of the version that is in force', () =>
    given()
      .when(openOpportunity(wish, pipeline(1, '0.5')))
      .then(opportunityOpened({ ...wish, ...qualified, by, openedAt: now })));
  it('stands in the stage that is named', () =>
    given()
      .when(openOpportunity({ ...wish, stage: 'proposal' }, pipeline(1, '0.5')))
      .then(opportunityOpened({ ...wish, ...proposal, by, openedAt: now })));
  it('stays quiet when it is open already', () =>
    given(opened)
      .when(openOpportunity(wish, pipeline(1, '0.5')))
      .thenNothing());
  it('takes lines of 0.1 and 0.2 for 0.3', () => {
    const products = ['0.1', '0.2'].map((amount) => ({ productId: 'seat', quantity: '1', amount }));
    given()
      .when(openOpportunity({ ...wish, amount: eur('0.3'), products }, pipeline(1, '0.5')))
      .then(opportunityOpened({ ...wish, amount: eur('0.3'), products, ...qualified, by, openedAt: now }));
  });
  it.each<[string, Partial<typeof wish> & { stage?: string }, Pipeline, object]>([
    ['a stage that does not exist', { stage: 'dream' }, pipeline(1, '0.5'), { rule: 'unknown-stage', field: '/stage' }],
    ['no pipeline', {}, { status: 'unknown' }, { rule: 'unknown-pipeline', status: 422 }],
    ['a retired pipeline', {}, pipeline(1, '0.5', 'retired'), { rule: 'pipeline-retired', status: 409 }],
    ['nobody to sell to', { account: undefined as never }, pipeline(1, '0.5'), { rule: 'no-customer' }],
    [
      'a close before the opening',
      { expectedClose: '2026-03-19' },
      pipeline(1, '0.5'),
      { rule: 'close-before-open', field: '/expectedClose', status: 422 },
    ],
    [
      'products of another sum, by one cent',
      { products: [{ productId: 'seat', quantity: '1', amount: '300.31' }] as never },
      pipeline(1, '0.5'),
      { rule: 'products-do-not-sum-up', field: '/products' },
    ],
  ])('refuses %s', (_, change, into, broken) =>
    given()
      .when(openOpportunity({ ...wish, ...change }, into))
      .thenBreaks(broken as never),
  );
});

describe('moving', () => {
  it('takes the probability of the version that is in force, and keeps it', () =>
    given(opened)
      .when(moveOpportunity({ opportunityId, stage: 'proposal' }, pipeline(2, '0.6')))
      .then(
        opportunityMoved({
          opportunityId,
          ...proposal,
          pipelineVersion: 2,
          probability: '0.6',
          by,
          movedAt: now,
        }),
      ));
  it('stays quiet when it stands there', () =>
    given(opened, moved)
      .when(moveOpportunity({ opportunityId, stage: 'proposal' }, pipeline(1, '0.5')))
      .thenNothing());
  it('takes up a newer version in the same stage', () => {
    const decided = moveOpportunity({ opportunityId, stage: 'proposal' }, pipeline(2, '0.6'))(
      given(opened, moved).state,
      { now, by },
    );
    expect(decided).toMatchObject([{ data: { pipelineVersion: 2, probability: '0.6' } }]);
  });
  it('refuses what is closed, or was never opened', () => {
    const move = moveOpportunity({ opportunityId, stage: 'proposal' }, pipeline(1, '0.5'));
    given(opened, won).when(move).thenBreaks({ rule: 'not-open', status: 409 });
    given().when(move).thenBreaks({ rule: 'unknown-opportunity' });
  });
});

describe('knowing better', () => {
  it('revises amount and products together', () => {
    const products = [{ productId: 'seat', quantity: '2', amount: '50' }];
    const revise = reviseOpportunity({ opportunityId, amount: eur('50'), products });
    const revised = opportunityRevised({ opportunityId, amount: eur('50'), products, by, revisedAt: now });
    given(opened).when(revise).then(revised);
    given(opened, revised).when(revise).thenNothing();
  });
  it('refuses a second currency in one deal', () =>
    given(opened)
      .when(reviseOpportunity({ opportunityId, amount: { amount: '50', currency: 'USD' }, products: [] }))
      .thenBreaks({ rule: 'other-currency', field: '/amount/currency', status: 422 }));
  it('reschedules, but not before it was opened', () => {
    const expectedClose = '2026-07-01';
    given(opened)
      .when(rescheduleOpportunity({ opportunityId, expectedClose }))
      .then(opportunityRescheduled({ opportunityId, expectedClose, by, rescheduledAt: now }));
    given(opened)
      .when(rescheduleOpportunity({ opportunityId, expectedClose: '2026-06-30' }))
      .thenNothing();
    given(opened)
      .when(rescheduleOpportunity({ opportunityId, expectedClose: '2026-02-28' }))
      .thenBreaks({ rule: 'close-before-open' });
  });
  it('names a competitor once, and again with a story', () => {
    const named = competitorNamed({ opportunityId, competitor: 'acme', by, namedAt: now });
    given(opened)
      .when(nameCompetitor({ opportunityId, competitor: 'acme' }))
      .then(named);
    given(opened, named)
      .when(nameCompetitor({ opportunityId, competitor: 'acme' }))
      .thenNothing();
    expect(given(opened, named, lost).state.competitors).toEqual(['acme']);
  });
  it('plans the next step', () => {
    const step = { opportunityId, nextStep: 'Call', dueOn: '2026-04-01' };
    const planned = nextStepPlanned({ ...step, by, plannedAt: now });
    given(opened).when(planNextStep(step)).then(planned);
    given(opened, planned).when(planNextStep(step)).thenNothing();
  });
  it('gives a closed deal to somebody else too', () => {
    const command = { opportunityId, owner: 'bob', team: 'south' };
    const assigned = opportunityAssigned({ ...command, by, assignedAt: now });
    given(opened, won).when(assignOpportunity(command)).then(assigned);
    given(opened, won, assigned).when(assignOpportunity(command)).thenNothing();
  });
});

describe('closing', () => {
  it('is won with what it was worth, unless something else was sold', () => {
    const win = { opportunityId, reason: 'service', margin: '100' };
    given(opened, moved)
      .when(winOpportunity(win))
      .then(opportunityWon({ ...win, amount: eur('300.30'), by, wonAt: now }));
    given(opened, moved)
      .when(winOpportunity({ ...win, amount: eur('280') }))
      .then(opportunityWon({ ...win, amount: eur('280'), by, wonAt: now }));
  });
  it('is won at the time that is told, between its last step and now', () => {
    const win = (closedAt: string) => winOpportunity({ opportunityId, reason: 'service', closedAt });
    expect(win(at(6))(given(opened, moved).state, { now, by })).toMatchObject([{ data: { wonAt: at(6) } }]);
    given(opened, moved)
      .when(win(at(4)))
      .thenBreaks({ rule: 'close-before-open', field: '/closedAt', status: 422 });
    given(opened, moved)
      .when(win(at(21)))
      .thenBreaks({ rule: 'close-in-future', field: '/closedAt' });
  });
  it('stays quiet when it is won already, and refuses a win after a loss', () => {
    const win = winOpportunity({ opportunityId, reason: 'service' });
    given(opened, won).when(win).thenNothing();
    given(opened, lost).when(win).thenBreaks({ rule: 'not-open', status: 409 });
  });
  it('leaves no more than was sold', () =>
    given(opened)
      .when(winOpportunity({ opportunityId, reason: 'service', margin: '300.31' }))
      .thenBreaks({ rule: 'margin-over-amount', field: '/margin' }));
  it('is lost with reason and competitor', () => {
    const lose = { opportunityId, reason: 'price', competitor: 'acme', margin: '10' };
    given(opened)
      .when(loseOpportunity(lose))
      .then(opportunityLost({ ...lose, by, lostAt: now }));
    given(opened, lost).when(loseOpportunity(lose)).thenNothing();
    given(opened, won).when(loseOpportunity(lose)).thenBreaks({ rule: 'not-open' });
  });
  it('is open again under the version that is in force', () => {
    const reopen = { opportunityId, stage: 'proposal', expectedClose: '2026-09-30' };
    const again = opportunityReopened({
      opportunityId,
      ...proposal,
      pipelineVersion: 3,
      probability: '0.4',
      expectedClose: '2026-09-30',
      by,
      reopenedAt: now,
    });
    given(opened, lost)
      .when(reopenOpportunity(reopen, pipeline(3, '0.4')))
      .then(again);
    given(opened)
      .when(reopenOpportunity(reopen, pipeline(3, '0.4')))
      .thenNothing();
    given(opened, lost)
      .when(reopenOpportunity({ ...reopen, stage: 'dream' }, pipeline(3, '0.4')))
      .thenBreaks({ rule: 'unknown-stage' });
  });
});
