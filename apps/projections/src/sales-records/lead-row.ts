import type { LeadEvent } from '@touchstone/contracts';
import type { leads, WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

/** A lead as it stands. */
export const leadRowOf = (facts: readonly FactOf<LeadEvent>[]): WrittenRow<typeof leads> | undefined => {
  const captured = firstOf(facts, 'sales.lead.captured');
  const last = facts.at(-1);
  if (!captured || !last) return undefined;
  const closed = lastOf(facts, 'sales.lead.qualified', 'sales.lead.disqualified');
  const qualified = closed?.type === 'sales.lead.qualified' ? closed.data : undefined;
  const disqualified = closed?.type === 'sales.lead.disqualified' ? closed.data : undefined;
  const { channel, origin = null, country = null } = captured.data;
  return {
    id: captured.recordId,
    ...concernedBy(facts),
    status: qualified ? 'qualified' : disqualified ? 'disqualified' : 'open',
    owner: lastOf(facts, 'sales.lead.assigned')?.data.owner ?? null,
    channel,
    origin,
    country,
    contact_id: qualified?.contactId ?? null,
    account_id: qualified?.accountId ?? null,
    reason: disqualified?.reason ?? null,
    captured_at: isoTime(captured.at),
    closed_at: closed ? isoTime(closed.at) : null,
    changed_at: isoTime(last.at),
  };
};
