import { inOrder, type OpportunityFact } from '../sales-facts/opportunity-fact';
import { historyOf, type Span } from '../sales-facts/opportunity-history';

export interface Stay {
  readonly opportunityId: string;
  readonly enteredAt: number;
  readonly leftAt: number | undefined;
  readonly pipelineId: string;
  readonly pipelineVersion: number;
  readonly stage: string;
}

/** An opportunity as it stands. */
export interface OpportunityRow extends Omit<Span, 'from' | 'until' | 'fact'> {
  readonly opportunityId: string;
  readonly account: string | undefined;
  readonly contact: string | undefined;
  readonly leadId: string | undefined;
  readonly competitors: readonly string[];
  readonly nextStepDue: string | undefined;
  readonly openedAt: number;
  readonly stageSince: number;
  readonly closedAt: number | undefined;
  readonly reason: string | undefined;
  readonly competitor: string | undefined;
  readonly margin: string | undefined;
  readonly changedAt: number;
}

const isStep = ({ type }: OpportunityFact): boolean =>
  type === 'sales.opportunity.opened' || type === 'sales.opportunity.moved' || type === 'sales.opportunity.reopened';
const isEnd = ({ type }: OpportunityFact): boolean =>
  type === 'sales.opportunity.won' || type === 'sales.opportunity.lost';

/** Every stay in a stage, oldest first. */
export const staysOf = (facts: readonly OpportunityFact[]): Stay[] => {
  const steps = historyOf(facts.filter((fact) => isStep(fact) || isEnd(fact)));
  return steps.flatMap(({ fact, status, from, until, pipelineId, pipelineVersion, stage }) =>
    status !== 'open' || pipelineId === undefined || pipelineVersion === undefined || stage === undefined
      ? []
      : [
          {
            opportunityId: fact.opportunityId,
            enteredAt: from,
            leftAt: until === Infinity ? undefined : until,
            pipelineId,
            pipelineVersion,
            stage,
          },
        ],
  );
};

const lastOf = <Type extends OpportunityFact['type']>(facts: readonly OpportunityFact[], ...types: readonly Type[]) =>
  facts.findLast((fact): fact is Extract<OpportunityFact, { type: Type }> =>
    (types as readonly string[]).includes(fact.type),
  );

const competitorsOf = (facts: readonly OpportunityFact[]): string[] => [
  ...new Set(
    facts.flatMap(({ data }) => ('competitor' in data && data.competitor !== undefined ? [data.competitor] : [])),
  ),
];

/** Undefined when nothing is known of it. */
export const opportunityRowOf = (facts: readonly OpportunityFact[]): OpportunityRow | undefined => {
  const ordered = inOrder(facts);
  const last = historyOf(facts).at(-1);
  const [first] = ordered;
  if (!last || !first) return undefined;
  const { from: changedAt, until: _, fact, ...standing } = last;
  const opened = lastOf(ordered, 'sales.opportunity.opened');
  const end =
    standing.status === 'open' ? undefined : lastOf(ordered, 'sales.opportunity.won', 'sales.opportunity.lost');
  return {
    ...standing,
    opportunityId: fact.opportunityId,
    account: opened?.data.account,
    contact: opened?.data.contact,
    leadId: opened?.data.leadId,
    competitors: competitorsOf(ordered),
    nextStepDue: lastOf(ordered, 'sales.opportunity.next_step_planned')?.data.dueOn,
    openedAt: opened?.at ?? first.at,
    stageSince: ordered.findLast((one) => isStep(one) || isEnd(one))?.at ?? first.at,
    closedAt: end?.at,
    reason: end?.data.reason,
    competitor: end?.data.competitor,
    margin: end?.data.margin,
    changedAt,
  };
};
