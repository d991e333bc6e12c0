import type { OpportunityProduct } from '@touchstone/contracts';
import { inOrder, type OpportunityFact } from './opportunity-fact';

/** How an opportunity stands after a fact. Of what is not known yet, because its facts come late, nothing is made up. */
export interface Standing {
  readonly status: 'open' | 'won' | 'lost';
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
  readonly pipelineId?: string | undefined;
  readonly pipelineVersion?: number | undefined;
  readonly stage?: string | undefined;
  readonly probability?: string | undefined;
  readonly amount: string;
  readonly currency: string;
  readonly products: readonly OpportunityProduct[];
  readonly expectedClose: string;
}

/** From one fact to the next. */
export interface Span extends Standing {
  readonly from: number;
  /** Infinity for the last one. */
  readonly until: number;
  readonly fact: OpportunityFact;
}

const unknown: Standing = { status: 'open', amount: '0', currency: 'XXX', products: [], expectedClose: '' };

type Place = { pipelineId: string; pipelineVersion: number; stage: string; probability: string };
const at = ({ pipelineId, pipelineVersion, stage, probability }: Place): Place => ({
  pipelineId,
  pipelineVersion,
  stage,
  probability,
});

const after = (standing: Standing, fact: OpportunityFact): Standing => {
  switch (fact.type) {
    case 'sales.opportunity.opened': {
      const { owner, team, amount: money, products, expectedClose } = fact.data;
      return { status: 'open', owner, team, ...at(fact.data), ...money, products, expectedClose };
    }
    case 'sales.opportunity.revised':
      return { ...standing, ...fact.data.amount, products: fact.data.products };
    case 'sales.opportunity.rescheduled':
      return { ...standing, expectedClose: fact.data.expectedClose };
    case 'sales.opportunity.moved':
      return { ...standing, status: 'open', ...at(fact.data) };
    case 'sales.opportunity.assigned':
      return { ...standing, owner: fact.data.owner, team: fact.data.team };
    case 'sales.opportunity.won':
      return { ...standing, status: 'won', ...fact.data.amount };
    case 'sales.opportunity.lost':
      return { ...standing, status: 'lost' };
    case 'sales.opportunity.reopened':
      return { ...standing, status: 'open', ...at(fact.data), expectedClose: fact.data.expectedClose };
    case 'sales.opportunity.competitor_named':
    case 'sales.opportunity.next_step_planned':
      return standing;
  }
};

/** The whole of one opportunity, oldest first; facts of the same moment come to one span, that of the last of them. */
export const historyOf = (facts: readonly OpportunityFact[]): Span[] => {
  const spans: Span[] = [];
  let standing = unknown;
  const ordered = inOrder(facts);
  for (const [index, fact] of ordered.entries()) {
    standing = after(standing, fact);
    const until = ordered[index + 1]?.at ?? Infinity;
    if (until > fact.at) spans.push({ ...standing, from: fact.at, until, fact });
  }
  return spans;
};
