import { opportunityMoved, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import { placeIn, type Pipeline } from '../pipelines/pipeline';
import type { Opportunity } from './opportunity';
import { mustBeOpen } from './rules';

export interface MoveOpportunity {
  readonly opportunityId: string;
  readonly stage: string;
}

/** To another stage, or to the same one under a newer version of the pipeline. */
export const moveOpportunity =
  ({ opportunityId, stage }: MoveOpportunity, pipeline: Pipeline): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    const here = mustBeOpen(state);
    const place = placeIn(pipeline, stage);
    const isThere =
      here.stage === stage && here.pipelineId === place.pipelineId && here.pipelineVersion === place.pipelineVersion;
    return isThere ? [] : [opportunityMoved({ opportunityId, ...place, by, movedAt: now })];
  };
