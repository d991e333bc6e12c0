import { opportunityLost, opportunityOpened, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Pipeline } from '../pipelines/pipeline';
import { scenario } from '../scenario.test-data';
import { assignOpportunity } from './assign-opportunity';
import { loseOpportunity } from './lose-opportunity';
import { moveOpportunity } from './move-opportunity';
import { nameCompetitor } from './name-competitor';
import { evolveOpportunity, unknownOpportunity, type Opportunity } from './opportunity';
import { planNextStep } from './plan-next-step';
import { reopenOpportunity } from './reopen-opportunity';
import { rescheduleOpportunity } from './reschedule-opportunity';
import { reviseOpportunity } from './revise-opportunity';
import { winOpportunity } from './win-opportunity';

const [now, by] = ['2026-03-20T09:00:00.000Z', 'ana'];
const given = scenario<Opportunity, OpportunityEvent>(
  { initial: unknownOpportunity, evolve: evolveOpportunity },
  { now, by },
);
const opportunityId = '0190f3c4-0000-7000-8000-000000000101';
const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
const amount = { amount: '300', currency: 'EUR' };
const opened = opportunityOpened({
  ...{ opportunityId, account: 'acc-1', owner: 'ana', pipelineId, pipelineVersion: 1, stage: 'new' },
  ...{
    probability: '0.1',
    amount,
    expectedClose: '2026-06-30',
    products: [],
    by,
    openedAt: '2026-03-01T09:00:00.000Z',
  },
});
const lost = opportunityLost({ opportunityId, reason: 'price', by, lostAt: '2026-03-09T09:00:00.000Z' });
const stages = [{ stage: 'new', name: 'New', probability: '0.1' }];
const pipeline: Pipeline = { status: 'published', pipelineId, name: 'New business', version: 1, stages };
const expectedClose = '2026-07-31';

const ofOpenOnes: Record<string, Decide<Opportunity, OpportunityEvent>> = {
  moved: moveOpportunity({ opportunityId, stage: 'new' }, pipeline),
  revised: reviseOpportunity({ opportunityId, amount: { ...amount, amount: '1' }, products: [] }),
  rescheduled: rescheduleOpportunity({ opportunityId, expectedClose }),
  'given a competitor': nameCompetitor({ opportunityId, competitor: 'acme' }),
  'given a next step': planNextStep({ opportunityId, nextStep: 'Call' }),
  won: winOpportunity({ opportunityId, reason: 'service' }),
};
const ofKnownOnes: Record<string, Decide<Opportunity, OpportunityEvent>> = {
  ...ofOpenOnes,
  lost: loseOpportunity({ opportunityId, reason: 'price' }),
  assigned: assignOpportunity({ opportunityId, owner: 'ben' }),
  'opened again': reopenOpportunity({ opportunityId, stage: 'new', expectedClose }, pipeline),
};

describe('an opportunity', () => {
  it('stays quiet when it is worth that already, be it written in another order', () => {
    const turned = { currency: 'EUR', amount: '300' };
    given(opened)
      .when(reviseOpportunity({ opportunityId, amount: turned, products: [] }))
      .thenNothing();
  });
  it.each(Object.entries(ofOpenOnes))('that is closed is not %s', (_, decide) =>
    given(opened, lost).when(decide).thenBreaks({ rule: 'not-open', field: '/status', status: 409 }),
  );
  it.each(Object.entries(ofKnownOnes))('that nobody opened is not %s', (_, decide) =>
    given().when(decide).thenBreaks({ rule: 'unknown-opportunity', status: 409 }),
  );
});
