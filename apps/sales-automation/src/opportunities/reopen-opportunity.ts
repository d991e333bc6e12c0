import { opportunityReopened, type OpportunityEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { placeIn, type Pipeline } from '../pipelines/pipeline';
import { standing, type Opportunity } from './opportunity';
import { mustNotCloseBeforeOpening } from './rules';

export interface ReopenOpportunity {
  readonly opportunityId: string;
  readonly stage: string;
  /** Day. */
  readonly expectedClose: string;
  readonly note?: string | undefined;
}

/** Open again, in the version of the pipeline that is in force; the win or the loss stays in its history. */
export const reopenOpportunity =
  ({ stage, expectedClose, ...facts }: ReopenOpportunity, pipeline: Pipeline): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    const step = standing(state);
    if (!step) throw new RuleBroken('unknown-opportunity', 'There is no such opportunity.');
    if (step.status === 'open') return [];
    const place = placeIn(pipeline, stage);
    mustNotCloseBeforeOpening(now, expectedClose);
    return [opportunityReopened({ ...facts, ...place, expectedClose, by, reopenedAt: now })];
  };
