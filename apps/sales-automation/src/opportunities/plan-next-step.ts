import { nextStepPlanned, type OpportunityEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Opportunity } from './opportunity';
import { mustBeOpen } from './rules';

export interface PlanNextStep {
  readonly opportunityId: string;
  readonly nextStep: string;
  readonly dueOn?: string | undefined;
}

export const planNextStep =
  ({ opportunityId, nextStep, dueOn }: PlanNextStep): Decide<Opportunity, OpportunityEvent> =>
  (state, { now, by }) => {
    mustBeOpen(state);
    const planned = state.nextStep?.value;
    if (planned?.nextStep === nextStep && planned.dueOn === dueOn) return [];
    return [nextStepPlanned({ opportunityId, nextStep, dueOn, by, plannedAt: now })];
  };
