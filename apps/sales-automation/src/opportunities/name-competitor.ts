import { competitorNamed, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Opportunity } from './opportunity';
import { mustBeOpen } from './rules';

export interface NameCompetitor {
  readonly opportunityId: string;
  readonly competitor: string;
  readonly note?: string | undefined;
}

export const nameCompetitor =
  ({ opportunityId, competitor, note }: NameCompetitor): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    mustBeOpen(state);
    if (state.competitors.includes(competitor) && note === undefined) return [];
    return [competitorNamed({ opportunityId, competitor, note, by, namedAt: now })];
  };
