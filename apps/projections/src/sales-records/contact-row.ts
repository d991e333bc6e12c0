import type { ContactEvent } from '@touchstone/contracts';
import { postgresJson, type contacts, type WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

/** Account -> part in buying, as the contact joined and left. */
const partsOf = (facts: readonly FactOf<ContactEvent>[]) => {
  const parts = new Map<string, string>();
  for (const { type, data } of facts)
    if (type === 'sales.contact.joined_account') parts.set(data.accountId, data.role);
    else if (type === 'sales.contact.left_account') parts.delete(data.accountId);
  return [...parts].sort().map(([accountId, role]) => ({ accountId, role }));
};

/** A contact as it stands. */
export const contactRowOf = (facts: readonly FactOf<ContactEvent>[]): WrittenRow<typeof contacts> | undefined => {
  const added = firstOf(facts, 'sales.contact.added');
  const last = facts.at(-1);
  if (!added || !last) return undefined;
  const owner = lastOf(facts, 'sales.contact.reassigned')?.data.owner ?? added.data.owner;
  return {
    id: added.recordId,
    ...concernedBy(facts),
    owner: owner ?? null,
    lead_id: added.data.leadId ?? null,
    accounts: postgresJson(partsOf(facts)),
    added_at: isoTime(added.at),
    changed_at: isoTime(last.at),
  };
};
