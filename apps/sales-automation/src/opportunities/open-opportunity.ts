import { opportunityOpened, type Money, type OpportunityEvent, type OpportunityProduct } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { placeIn, type Pipeline } from '../pipelines/pipeline';
import { standing, type Opportunity } from './opportunity';
import { mustNotCloseBeforeOpening, mustSumUp } from './rules';

export interface OpenOpportunity {
  readonly opportunityId: string;
  readonly name?: string | undefined;
  readonly account?: string | undefined;
  readonly contact?: string | undefined;
  readonly leadId?: string | undefined;
  readonly owner: string;
  readonly team?: string | undefined;
  /** The first stage unless told. */
  readonly stage?: string | undefined;
  readonly amount: Money;
  readonly expectedClose: string;
  readonly products: readonly OpportunityProduct[];
}

/** A chance to sell, in the version of the pipeline that is in force. */
export const openOpportunity =
  ({ stage, products, ...command }: OpenOpportunity, pipeline: Pipeline): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    if (standing(state)) return [];
    if (command.account === undefined && command.contact === undefined)
      throw new RuleBroken('no-customer', 'Say whom it is sold to: an account, a contact, or both.', '/account', 422);
    if (pipeline.status === 'retired')
      throw new RuleBroken('pipeline-retired', 'The pipeline takes no new opportunities.', '/pipelineId');
    const place = placeIn(pipeline, stage);
    mustSumUp(command.amount, products);
    mustNotCloseBeforeOpening(now, command.expectedClose);
    return [opportunityOpened({ ...command, ...place, products: [...products], by, openedAt: now })];
  };
