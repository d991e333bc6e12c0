import type { OrderReference, PricedLine, Recipient, SalesCustomer, SalesOrderEvent } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';
import { concernedBy } from '../quotes/quote';

interface Placed {
  readonly salesOrderId: string;
  /** Under which it counts. */
  readonly reference: OrderReference;
  readonly quoteId: string | undefined;
  readonly customer: SalesCustomer;
  readonly owner: string;
  readonly channel: string;
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly amount: string;
  readonly tax: string;
  readonly gross: string;
  /** Whom it is delivered to, and what was written when it was taken; neither once the person was erased. */
  readonly recipient: Recipient | undefined;
  readonly note: string | undefined;
  readonly placedAt: string;
  readonly returned: readonly { readonly returnId: string; readonly number: number; readonly quantity: string }[];
  readonly refunds: readonly { readonly refundId: string; readonly amount: string; readonly refundedAt: string }[];
}
export type Order =
  | { readonly status: 'unknown' }
  | (Placed & { readonly status: 'placed' })
  | (Placed & { readonly status: 'cancelled'; readonly reason: string });
export type KnownOrder = Exclude<Order, { readonly status: 'unknown' }>;

const placed = ({ data }: Extract<SalesOrderEvent, { type: 'sales.order.placed' }>): Order => {
  const { salesOrderId, orderSource, orderId, quoteId, customer, owner, channel, currency } = data;
  const { lines, amount, tax, gross, recipient, note, placedAt } = data;
  const reference = { orderSource, orderId };
  const about = { salesOrderId, reference, quoteId, customer, owner, channel, currency };
  return {
    ...about,
    lines,
    amount,
    tax,
    gross,
    recipient,
    note,
    placedAt,
    returned: [],
    refunds: [],
    status: 'placed',
  };
};

const evolve = (order: Order, event: SalesOrderEvent): Order => {
  if (event.type === 'sales.order.placed') return placed(event);
  if (order.status === 'unknown') return order;
  const { type, data } = event;
  switch (type) {
    case 'sales.order.cancelled':
      return { ...order, status: 'cancelled', reason: data.reason };
    case 'sales.order.returned':
      return {
        ...order,
        returned: [...order.returned, ...data.lines.map((line) => ({ returnId: data.returnId, ...line }))],
      };
    case 'sales.order.refunded': {
      const { refundId, amount, refundedAt } = data;
      return { ...order, refunds: [...order.refunds, { refundId, amount, refundedAt }] };
    }
    case 'sales.order.joined':
      return { ...order, reference: { orderSource: data.orderSource, orderId: data.orderId } };
    case 'sales.order.reassigned':
      return { ...order, owner: data.owner };
  }
};

/** The account pays where there is one, else the contact. */
const payer = ({ contact, account }: SalesCustomer): Concerned[] => {
  if (account !== undefined) return [{ role: 'payer', type: 'account', value: account }];
  return contact === undefined ? [] : [{ role: 'payer', type: 'contact', value: contact }];
};

export const orders: StreamKind<Order, SalesOrderEvent> = {
  category: 'order',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (order) => (order.status === 'unknown' ? undefined : order.owner),
  concerned: (order) => (order.status === 'unknown' ? [] : [...concernedBy(order.customer), ...payer(order.customer)]),
};
