import { customerIdOf } from '@touchstone/contracts';
import { aliases as aliasTable, links as linkTable, writerOf, type RowOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import type { LinkChanges } from './facts/decisions';
import { read, run } from './statement.tables';

export type LinkRow = RowOf<typeof linkTable>;
type AliasRow = RowOf<typeof aliasTable>;

/** Whose an identity is, and which former ids answer. `table` is `links` or `identity_customer`: both have this shape. */
export const linkTables = (schema: string, table: string) => {
  const addLone = writerOf(schema, linkTable, { table, onConflict: 'keep' });
  const place = writerOf(schema, linkTable, { table });
  const writeAliases = writerOf(schema, aliasTable);
  const links = `SELECT identity, type, customer_id FROM ${schema}.${table}`;
  const byIdentity = `${links} WHERE identity = ANY($1)`;

  return {
    /** An identity that is new is its own customer, unless a decision placed it already. */
    addLone: (client: ClientBase, identities: readonly { identity: string; type: string }[]) =>
      addLone(
        client,
        identities.map(({ identity, type }) => ({ identity, type, customer_id: customerIdOf(identity) })),
      ),
    of: (client: ClientBase, identities: readonly string[]) =>
      read<LinkRow>(client, `${schema} links`, byIdentity, [identities]),
    /** The same, and keeps others from changing them (or, for decisions, from reading them) until the transaction ends. */
    locked: (client: ClientBase, identities: readonly string[], forDecisions: boolean) => {
      const mode = forDecisions ? 'UPDATE' : 'SHARE';
      return read<LinkRow>(client, `${schema} links ${mode}`, `${byIdentity} ORDER BY identity FOR ${mode}`, [
        identities,
      ]);
    },
    membersOf: (client: ClientBase, customers: readonly string[]) =>
      read<LinkRow>(client, `${schema} members`, `${links} WHERE customer_id = ANY($1)`, [customers]),
    aliasesOf: (client: ClientBase, customers: readonly string[]) =>
      read<AliasRow>(
        client,
        `${schema} aliases`,
        `SELECT alias, customer_id FROM ${schema}.aliases WHERE customer_id = ANY($1)`,
        [customers],
      ),
    apply: async (client: ClientBase, { customerOf, aliases }: LinkChanges): Promise<void> => {
      await place(
        client,
        [...customerOf].map(([identity, { type, customerId }]) => ({ identity, type, customer_id: customerId })),
      );
      const added = [...aliases].flatMap(([alias, customer]) => (customer ? [{ alias, customer_id: customer }] : []));
      const removed = [...aliases].flatMap(([alias, customer]) => (customer ? [] : [alias]));
      if (removed.length > 0)
        await run(client, `${schema} drop aliases`, `DELETE FROM ${schema}.aliases WHERE alias = ANY($1)`, [removed]);
      await writeAliases(client, added);
    },
  };
};
export type LinkTables = ReturnType<typeof linkTables>;
