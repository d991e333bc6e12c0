import type { AccountEvent } from '@touchstone/contracts';
import type { accounts, WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

/** An account as it stands. */
export const accountRowOf = (facts: readonly FactOf<AccountEvent>[]): WrittenRow<typeof accounts> | undefined => {
  const opened = firstOf(facts, 'sales.account.opened');
  const last = facts.at(-1);
  if (!opened || !last) return undefined;
  const placed = lastOf(facts, 'sales.account.moved') ?? opened;
  const owned = lastOf(facts, 'sales.account.reassigned') ?? opened;
  return {
    id: opened.recordId,
    ...concernedBy(facts),
    owner: owned.data.owner ?? null,
    parent_id: placed.data.parentId ?? null,
    opened_at: isoTime(opened.at),
    changed_at: isoTime(last.at),
  };
};
