import type { HandoffEvent } from '@touchstone/contracts';
import type { handoffs, WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

type Fact = FactOf<HandoffEvent>;

/** Accepted, returned, or still waiting: how it ended and how long that took. */
const endOf = (facts: readonly Fact[]) => {
  const end = lastOf(facts, 'sales.handoff.accepted', 'sales.handoff.returned');
  if (!end) return { status: 'offered', reason: null, closed_at: null, after_ms: null };
  const reason = end.type === 'sales.handoff.returned' ? end.data.reason : null;
  const status = end.type === 'sales.handoff.returned' ? 'returned' : 'accepted';
  return { status, reason, closed_at: isoTime(end.at), after_ms: end.data.afterMs };
};

/** A hand-off as it stands. */
export const handoffRowOf = (facts: readonly Fact[]): WrittenRow<typeof handoffs> | undefined => {
  const offered = firstOf(facts, 'sales.handoff.offered');
  const last = facts.at(-1);
  if (!offered || !last) return undefined;
  const { from, to, subject, contactId, accountId, opportunityId, orderId, offeredAt } = offered.data;
  return {
    id: offered.recordId,
    ...concernedBy(facts),
    ...endOf(facts),
    matter: subject,
    from_department: from.department,
    from_person: from.person,
    to_department: to.department,
    to_person: to.person,
    contact_id: contactId ?? null,
    account_id: accountId ?? null,
    opportunity_id: opportunityId ?? null,
    order_id: orderId ?? null,
    offered_at: offeredAt,
    changed_at: isoTime(last.at),
  };
};
