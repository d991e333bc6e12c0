import {
  arrayLiteral,
  customers as customerTable,
  nameTokens,
  nameTokensTable,
  postgresJson,
  postgresText,
  writerOf,
  type RowOf,
  type WrittenRow,
} from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, read, run } from '../statement.tables';
import type { Activity } from './activity';
import type { Customer } from './customer-row';

const activityJson = (activity: Activity): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(activity).map(([meaning, [count, lastAt]]) => [meaning, { count, lastAt: isoTime(lastAt) }]),
    ),
  );

const toRow = (customer: Customer): WrittenRow<typeof customerTable> => ({
  id: customer.id,
  kind: customer.kind,
  aliases: arrayLiteral(customer.aliases),
  identities: arrayLiteral(customer.identities),
  name: customer.name === undefined ? null : postgresText(customer.name),
  traits: postgresJson(customer.traits),
  identifiers: postgresJson(customer.identifiers),
  first_seen_at: customer.firstSeen === undefined ? null : isoTime(customer.firstSeen),
  last_seen_at: customer.lastSeen === undefined ? null : isoTime(customer.lastSeen),
  touchpoints: customer.touchpoints,
  channels: arrayLiteral(customer.channels),
  activity: activityJson(customer.activity),
  email_engaged_at: customer.emailEngagedAt === undefined ? null : isoTime(customer.emailEngagedAt),
  conversations: customer.conversations,
  order_count: customer.orderCount,
  revenue: JSON.stringify(customer.revenue),
  gross_revenue: JSON.stringify(customer.grossRevenue),
  incomplete: customer.incomplete,
  erased: customer.erased,
});

/** The materialised customers and the words that their names are found by. */
export const customerTables = (schema: string) => {
  const writeRows = writerOf(schema, customerTable);
  const writeTokens = writerOf(schema, nameTokensTable, { onConflict: 'keep' });
  const placeholders = `INSERT INTO ${schema}.customers (id, kind) SELECT id, 'person' FROM unnest($1::uuid[]) AS given (id)
    ORDER BY id ON CONFLICT DO NOTHING`;
  const lock = `SELECT id FROM ${schema}.customers WHERE id = ANY($1) ORDER BY id FOR UPDATE`;
  const names = `SELECT id, name FROM ${schema}.customers WHERE id = ANY($1)`;
  const dropTokens = `DELETE FROM ${schema}.name_tokens WHERE customer_id = ANY($1)`;
  const dropRows = `DELETE FROM ${schema}.customers WHERE id = ANY($1)`;

  return {
    /** Nobody else computes these customers until the transaction ends; `ids` are sorted. */
    lock: async (client: ClientBase, ids: readonly string[]): Promise<void> => {
      await run(client, `${schema} placeholders`, placeholders, [ids]);
      await run(client, `${schema} lock customers`, lock, [ids]);
    },
    write: async (client: ClientBase, customers: readonly Customer[], gone: readonly string[]): Promise<void> => {
      const rows = customers.map(toRow);
      const before = await read<Pick<RowOf<typeof customerTable>, 'id' | 'name'>>(client, `${schema} names`, names, [
        rows.map(({ id }) => id),
      ]);
      const known = new Map(before.map(({ id, name }) => [id, name]));
      const renamed = rows.filter(({ id, name }) => (known.get(id) ?? null) !== name);
      const stale = renamed.filter(({ id }) => typeof known.get(id) === 'string').map(({ id }) => id);
      await writeRows(client, rows);
      if (gone.length > 0) await run(client, `${schema} drop customers`, dropRows, [gone]);
      if (stale.length + gone.length > 0) await run(client, `${schema} drop tokens`, dropTokens, [[...stale, ...gone]]);
      await writeTokens(
        client,
        renamed.flatMap(({ id, name }) =>
          name === null ? [] : nameTokens(name).map((token) => ({ token, customer_id: id })),
        ),
      );
    },
  };
};
export type CustomerTables = ReturnType<typeof customerTables>;
