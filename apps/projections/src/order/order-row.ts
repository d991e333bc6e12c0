import { addDecimals, type SalesOrderEvent } from '@touchstone/contracts';
import { postgresJson, postgresText, type salesOrders, type WrittenRow } from '@touchstone/read-models';
import { concernedBy, firstOf, lastOf, payerOf, type FactOf } from '../sales-facts/record-fact';
import { isoTime } from '../statement.tables';

type Fact = FactOf<SalesOrderEvent>;
type Placed = Extract<Fact, { type: 'sales.order.placed' }>;

const onlyOf = <Type extends Fact['type']>(facts: readonly Fact[], type: Type) =>
  facts.filter((fact): fact is Extract<Fact, { type: Type }> => fact.type === type);

const returnedOf = (facts: readonly Fact[]) => {
  const quantities = new Map<number, string>();
  for (const { data } of onlyOf(facts, 'sales.order.returned'))
    for (const { number, quantity } of data.lines)
      quantities.set(number, addDecimals(quantities.get(number) ?? '0', quantity));
  return [...quantities].sort(([a], [b]) => a - b).map(([number, quantity]) => ({ number, quantity }));
};

/** A refund that was told twice went back once. */
const refundedOf = (facts: readonly Fact[]): string => {
  const amounts = new Map(
    onlyOf(facts, 'sales.order.refunded').map(({ data }) => [data.refundId, data.amount] as const),
  );
  return [...amounts.values()].reduce(addDecimals, '0');
};

const placedOf = ({ data }: Placed) => ({
  quote_id: data.quoteId ?? null,
  quote_revision: data.quoteRevision ?? null,
  opportunity_id: data.opportunityId ?? null,
  contact: data.customer.contact ?? null,
  account: data.customer.account ?? null,
  owner: data.owner,
  channel: data.channel,
  currency: data.currency,
  jurisdiction: data.jurisdiction,
  lines: postgresJson(data.lines),
  amount: data.amount,
  tax: data.tax,
  gross: data.gross,
  placed_at: data.placedAt,
});

/** An order as it stands, under the number by which it counts. */
export const orderRowOf = (facts: readonly Fact[]): WrittenRow<typeof salesOrders> | undefined => {
  const placed = firstOf(facts, 'sales.order.placed');
  const last = facts.at(-1);
  if (!placed || !last) return undefined;
  const cancelled = firstOf(facts, 'sales.order.cancelled');
  const joined = lastOf(facts, 'sales.order.joined');
  const { orderSource, orderId } = (joined ?? placed).data;
  return {
    id: placed.recordId,
    ...concernedBy(facts),
    payer: payerOf(facts),
    ...placedOf(placed),
    owner: (lastOf(facts, 'sales.order.reassigned') ?? placed).data.owner,
    status: cancelled ? 'cancelled' : 'placed',
    order_source: postgresText(orderSource),
    order_number: postgresText(orderId),
    refunded: refundedOf(facts),
    returned: postgresJson(returnedOf(facts)),
    reason: cancelled?.data.reason ?? null,
    cancelled_at: cancelled ? isoTime(cancelled.at) : null,
    joined_at: joined ? isoTime(joined.at) : null,
    changed_at: isoTime(last.at),
  };
};
