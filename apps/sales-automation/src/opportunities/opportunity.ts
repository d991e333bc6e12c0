import type { Money, OpportunityEvent, OpportunityProduct } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';
import type { Place } from '../pipelines/pipeline';

/** A value, and when it became so. History of other systems comes in any order, so the later one counts. */
interface Dated<Value> {
  readonly at: string;
  readonly value: Value;
}

/** Where an opportunity stood from a moment on. */
export type Step =
  | ({ readonly at: string; readonly status: 'open' } & Place)
  | { readonly at: string; readonly status: 'won' | 'lost'; readonly reason: string; readonly competitor?: string };

export interface Opportunity {
  readonly opportunityId?: string;
  readonly openedAt?: string;
  readonly name?: string;
  readonly account?: string;
  readonly contact?: string;
  readonly holder?: Dated<{ readonly owner: string; readonly team?: string | undefined }>;
  readonly worth?: Dated<{ readonly amount: Money; readonly products: readonly OpportunityProduct[] }>;
  /** What the last closing says is left; nothing since it was reopened. */
  readonly margin?: Dated<string | undefined>;
  readonly expectedClose?: Dated<string>;
  readonly nextStep?: Dated<{ readonly nextStep: string | undefined; readonly dueOn?: string | undefined }>;
  /** Each once, in the order in which they were named. */
  readonly competitors: readonly string[];
  /** By time. */
  readonly steps: readonly Step[];
}

export const unknownOpportunity: Opportunity = { competitors: [], steps: [] };

const ms = (at: string): number => Date.parse(at);
const later = <Value>(known: Dated<Value> | undefined, at: string, value: Value): Dated<Value> =>
  known && ms(known.at) > ms(at) ? known : { at, value };
const withStep = (steps: readonly Step[], step: Step): Step[] => {
  const behind = steps.findIndex(({ at }) => ms(at) > ms(step.at));
  return behind < 0 ? [...steps, step] : [...steps.slice(0, behind), step, ...steps.slice(behind)];
};
const placeOf = ({ pipelineId, pipelineVersion, stage, probability }: Place): Place => ({
  pipelineId,
  pipelineVersion,
  stage,
  probability,
});
const withCompetitor = (known: readonly string[], named: string | undefined): readonly string[] =>
  named === undefined || known.includes(named) ? known : [...known, named];

const opened = (state: Opportunity, { data }: Extract<OpportunityEvent, { type: 'sales.opportunity.opened' }>) => {
  const { opportunityId, openedAt: at, name, account, contact, owner, team, amount, products, expectedClose } = data;
  return {
    ...state,
    opportunityId,
    openedAt: at,
    ...(name !== undefined && { name }),
    ...(account !== undefined && { account }),
    ...(contact !== undefined && { contact }),
    holder: later(state.holder, at, { owner, team }),
    worth: later(state.worth, at, { amount, products }),
    expectedClose: later(state.expectedClose, at, expectedClose),
    steps: withStep(state.steps, { at, status: 'open', ...placeOf(data) }),
  };
};

const closed = (
  state: Opportunity,
  step: Step,
  { margin, competitor }: { margin?: string | undefined; competitor?: string | undefined },
): Opportunity => ({
  ...state,
  margin: later(state.margin, step.at, margin),
  competitors: withCompetitor(state.competitors, competitor),
  steps: withStep(state.steps, step),
});

export const evolveOpportunity = (state: Opportunity, event: OpportunityEvent): Opportunity => {
  switch (event.type) {
    case 'sales.opportunity.opened':
      return opened(state, event);
    case 'sales.opportunity.revised': {
      const { amount, products, revisedAt } = event.data;
      return { ...state, worth: later(state.worth, revisedAt, { amount, products }) };
    }
    case 'sales.opportunity.rescheduled': {
      const { expectedClose, rescheduledAt } = event.data;
      return { ...state, expectedClose: later(state.expectedClose, rescheduledAt, expectedClose) };
    }
    case 'sales.opportunity.competitor_named':
      return { ...state, competitors: withCompetitor(state.competitors, event.data.competitor) };
    case 'sales.opportunity.next_step_planned': {
      const { nextStep, dueOn, plannedAt } = event.data;
      return { ...state, nextStep: later(state.nextStep, plannedAt, { nextStep, dueOn }) };
    }
    case 'sales.opportunity.moved':
      return {
        ...state,
        steps: withStep(state.steps, { at: event.data.movedAt, status: 'open', ...placeOf(event.data) }),
      };
    case 'sales.opportunity.assigned': {
      const { owner, team, assignedAt } = event.data;
      return { ...state, holder: later(state.holder, assignedAt, { owner, team }) };
    }
    case 'sales.opportunity.won': {
      const { amount, reason, competitor, wonAt: at } = event.data;
      const products = state.worth?.value.products ?? [];
      const won = closed(state, { at, status: 'won', reason, ...(competitor && { competitor }) }, event.data);
      return { ...won, worth: later(state.worth, at, { amount, products }) };
    }
    case 'sales.opportunity.lost': {
      const { reason, competitor, lostAt: at } = event.data;
      return closed(state, { at, status: 'lost', reason, ...(competitor && { competitor }) }, event.data);
    }
    case 'sales.opportunity.reopened': {
      const { expectedClose, reopenedAt: at } = event.data;
      return {
        ...state,
        margin: later(state.margin, at, undefined),
        expectedClose: later(state.expectedClose, at, expectedClose),
        steps: withStep(state.steps, { at, status: 'open', ...placeOf(event.data) }),
      };
    }
  }
};

/** How it stands now: the last step by time. */
export const standing = ({ steps }: Opportunity): Step | undefined => steps.at(-1);

const concerned = ({ account, contact }: Opportunity): readonly Concerned[] => {
  const organisation = account === undefined ? [] : [{ type: 'account', value: account } as const];
  if (contact === undefined) return organisation.map((one) => ({ ...one, role: 'subject' }));
  const subject: Concerned = { role: 'subject', type: 'contact', value: contact };
  return [subject, ...organisation.map((one): Concerned => ({ ...one, role: 'organisation' }))];
};

export const opportunities: StreamKind<Opportunity, OpportunityEvent> = {
  category: 'opportunity',
  initial: unknownOpportunity,
  evolve: evolveOpportunity,
  ownerOf: ({ holder }) => holder?.value.owner,
  concerned,
};
