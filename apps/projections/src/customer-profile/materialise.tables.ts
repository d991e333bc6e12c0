import type { ProjectionBatch } from '@touchstone/subscriptions';
import type { LinkTables } from '../customer-links.tables';
import type { IdentifierTables } from '../identifiers.tables';
import type { IncompleteTables } from '../incomplete.tables';
import { customerRow } from './customer-row';
import type { CustomerTables } from './customers.tables';
import type { IdentityState } from './identity-state';
import type { OrderTables } from './orders.tables';
import type { StateTables } from './states.tables';

export interface ProfileTables {
  readonly states: StateTables;
  readonly identifiers: IdentifierTables;
  readonly orders: OrderTables;
  readonly links: LinkTables;
  readonly customers: CustomerTables;
  readonly incomplete: IncompleteTables;
}

const groupBy = <Value>(values: Iterable<Value>, keyOf: (value: Value) => string): Map<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
};

/**
 * Computes customers anew from the states of their identities. `fresh` are states that this transaction has in hand. The
 * customers are locked before anything of them is read, so whoever comes last has seen what the others wrote.
 */
export const materialise = async (
  {
    client,
    concurrent,
    memory,
  }: Pick<ProjectionBatch, 'client' | 'concurrent'> & Partial<Pick<ProjectionBatch, 'memory'>>,
  tables: ProfileTables,
  ids: readonly string[],
  fresh: ReadonlyMap<string, IdentityState>,
): Promise<void> => {
  if (ids.length === 0) return;
  const { states, orders, links, customers, incomplete } = tables;
  const sorted = [...ids].sort();
  if (concurrent) await customers.lock(client, sorted);
  const members = groupBy(await links.membersOf(client, sorted), ({ customer_id }) => customer_id);
  const identities = [...members.values()].flat().map(({ identity }) => identity);
  const missing = identities.filter((identity) => !fresh.has(identity));
  const read = missing.length > 0 ? await states.read(client, missing, memory) : [];
  const stateOf = new Map([...fresh, ...read.map((state) => [state.identity, state] as const)]);
  const identifiers = groupBy(await tables.identifiers.of(client, identities), ({ identity }) => identity);
  const totals = groupBy(await orders.totalsOf(client, identities), ({ identity }) => identity);
  const aliases = groupBy(await links.aliasesOf(client, sorted), ({ customer_id }) => customer_id);
  const marked = await incomplete.among(client, identities);
  const rows = [...members].map(([id, all]) =>
    customerRow({
      id,
      members: all,
      states: all.flatMap(({ identity }) => stateOf.get(identity) ?? []),
      identifiers: all.flatMap(({ identity }) => identifiers.get(identity) ?? []),
      totals: all.flatMap(({ identity }) => totals.get(identity) ?? []),
      aliases: (aliases.get(id) ?? []).map(({ alias }) => alias),
      incomplete: all.some(({ identity }) => marked.has(identity)),
    }),
  );
  await customers.write(
    client,
    rows,
    sorted.filter((id) => !members.has(id)),
  );
};
