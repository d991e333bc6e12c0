import type { ActivityEvent } from '@touchstone/contracts';
import type { activities, WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

type Fact = FactOf<ActivityEvent>;

/** What became of it. */
const endOf = (facts: readonly Fact[]) => {
  const end = lastOf(facts, 'sales.activity.done', 'sales.activity.cancelled');
  if (end?.type === 'sales.activity.done') {
    const { owner, kind, doneAt, outcome = null } = end.data;
    return { status: 'done', owner, kind, done_at: doneAt, outcome, reason: null };
  }
  const open = { done_at: null, outcome: null };
  if (end) return { status: 'cancelled', ...open, reason: end.data.reason };
  return { status: 'planned', ...open, reason: null };
};

/** An activity as it stands. */
export const activityRowOf = (facts: readonly Fact[]): WrittenRow<typeof activities> | undefined => {
  const planned = firstOf(facts, 'sales.activity.planned');
  const last = facts.at(-1);
  if (!planned || !last) return undefined;
  const { kind, contactId, leadId, accountId, opportunityId, dueAt } = planned.data;
  return {
    id: planned.recordId,
    ...concernedBy(facts),
    kind,
    owner: lastOf(facts, 'sales.activity.reassigned')?.data.owner ?? planned.data.owner,
    contact_id: contactId ?? null,
    lead_id: leadId ?? null,
    account_id: accountId ?? null,
    opportunity_id: opportunityId ?? null,
    due_at: lastOf(facts, 'sales.activity.rescheduled')?.data.dueAt ?? dueAt ?? null,
    planned_at: isoTime(planned.at),
    changed_at: isoTime(last.at),
    ...endOf(facts),
  };
};
