import {
  orders as orderTable,
  orderTotals,
  refunds as refundTable,
  writerOf,
  type RowOf,
  type WrittenRow,
} from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, read, run } from '../statement.tables';
import { newOrder, orderKey, type Amount, type Order, type Total } from './order-book';

type OrderRow = RowOf<typeof orderTable>;
/** Its payer is known, because a refund that names nobody is folded nowhere. */
interface RefundRow extends RowOf<typeof refundTable> {
  readonly payer: string;
}
export interface TotalRow extends Total {
  readonly identity: string;
  readonly currency: string;
}

const reportOf = ({ payer, amount, currency, occurred_at, event_id }: OrderRow): Amount | undefined =>
  payer !== null && amount !== null && currency !== null && occurred_at !== null && event_id !== null
    ? { payer, amount, currency, time: occurred_at.getTime(), id: event_id }
    : undefined;

const toRow = ({ source, id, report, cancelled }: Order): WrittenRow<typeof orderTable> => ({
  order_source: source,
  order_id: id,
  payer: report?.payer ?? null,
  amount: report?.amount ?? null,
  currency: report?.currency ?? null,
  occurred_at: report ? isoTime(report.time) : null,
  event_id: report?.id ?? null,
  cancelled,
});

const refundRows = ({ source, id, refunds }: Order): WrittenRow<typeof refundTable>[] =>
  [...refunds.values()].map((refund) => ({
    event_id: refund.id,
    order_source: source,
    order_id: id,
    payer: refund.payer,
    amount: refund.amount,
    currency: refund.currency,
    occurred_at: isoTime(refund.time),
    whole: refund.whole === true,
  }));

const statements = (schema: string) => {
  const given = `SELECT * FROM unnest($1::text[], $2::text[])`;
  return {
    readOrders: `SELECT * FROM ${schema}.orders WHERE (order_source, order_id) IN (${given})`,
    readRefunds: `SELECT * FROM ${schema}.refunds WHERE (order_source, order_id) IN (${given})`,
    dropEmpty: `DELETE FROM ${schema}.order_totals
    WHERE identity = ANY($1) AND orders = 0 AND gross = 0 AND refunded = 0`,
    totals: `SELECT identity, currency, orders::int AS orders, gross::text, refunded::text
    FROM ${schema}.order_totals WHERE identity = ANY($1)`,
  };
};

const writers = (schema: string) => {
  const writeOrders = writerOf(schema, orderTable);
  const writeRefunds = writerOf(schema, refundTable, { onConflict: 'keep' });
  const addTotals = writerOf(schema, orderTotals, {
    onConflict: {
      orders: 't.orders + excluded.orders',
      gross: 'trim_scale(t.gross + excluded.gross)',
      refunded: 'trim_scale(t.refunded + excluded.refunded)',
    },
  });
  return { writeOrders, writeRefunds, addTotals };
};

/** Orders, their refunds, and what both come to per payer. */
export const orderTables = (schema: string) => {
  const { writeOrders, writeRefunds, addTotals } = writers(schema);
  const { readOrders, readRefunds, dropEmpty, totals } = statements(schema);

  return {
    read: async (client: ClientBase, keys: readonly { source: string; id: string }[]): Promise<Map<string, Order>> => {
      const values = [keys.map(({ source }) => source), keys.map(({ id }) => id)];
      const orders = new Map<string, Order>();
      for (const row of await read<OrderRow>(client, `${schema} read orders`, readOrders, values)) {
        const { order_source: source, order_id: id, cancelled } = row;
        const report = reportOf(row);
        orders.set(orderKey(source, id), { source, id, cancelled, refunds: new Map(), ...(report ? { report } : {}) });
      }
      for (const row of await read<RefundRow>(client, `${schema} read refunds`, readRefunds, values)) {
        const key = orderKey(row.order_source, row.order_id);
        const order = orders.get(key) ?? newOrder(row.order_source, row.order_id);
        const { payer, amount, currency, event_id: id, occurred_at, whole } = row;
        const refund = { payer, amount, currency, id, whole, time: occurred_at.getTime() };
        orders.set(key, { ...order, refunds: new Map(order.refunds).set(id, refund) });
      }
      return orders;
    },
    write: async (client: ClientBase, orders: readonly Order[], changes: ReadonlyMap<string, Total>): Promise<void> => {
      await writeOrders(client, orders.filter(({ report, cancelled }) => report || cancelled).map(toRow));
      await writeRefunds(client, orders.flatMap(refundRows));
      const rows = [...changes].map(([key, total]) => {
        const [identity = '', currency = ''] = key.split('/');
        return { identity, currency, ...total };
      });
      await addTotals(client, rows);
      const taken = rows.filter(
        ({ orders: count, gross, refunded }) => count < 0 || gross.startsWith('-') || refunded.startsWith('-'),
      );
      if (taken.length > 0)
        await run(client, `${schema} drop empty`, dropEmpty, [taken.map(({ identity }) => identity)]);
    },
    totalsOf: (client: ClientBase, identities: readonly string[]) =>
      read<TotalRow>(client, `${schema} read totals`, totals, [identities]),
  };
};
export type OrderTables = ReturnType<typeof orderTables>;
