import {
  addDecimals,
  orderCancelled,
  orderCompleted,
  orderRefunded,
  salesOrderCancelled,
  salesOrderJoined,
  salesOrderPlaced,
  salesOrderRefunded,
  subtractDecimals,
  type EventOf,
} from '@touchstone/contracts';
import { postgresText } from '@touchstone/read-models';
import { isLater, type Fact } from '../facts/fact';

export interface Amount {
  readonly payer: string;
  readonly amount: string;
  readonly currency: string;
  readonly time: number;
  readonly id: string;
  /** A refund of whatever of the order is not refunded yet. */
  readonly whole?: boolean;
}

/** One order of one source, with everything that was reported of it. */
export interface Order {
  readonly source: string;
  readonly id: string;
  /** The earliest report by (event time, event id): the one that counts. */
  readonly report?: Amount;
  readonly cancelled: boolean;
  /** By event id. */
  readonly refunds: ReadonlyMap<string, Amount>;
}

/** Revenue of one payer in one currency. */
export interface Total {
  readonly orders: number;
  readonly gross: string;
  readonly refunded: string;
}
export const nothing: Total = { orders: 0, gross: '0', refunded: '0' };

/** What a fact says of an order. */
type Saying = 'reported' | 'refunded' | 'cancelled' | 'joined';
const sayings: Readonly<Record<string, Saying>> = {
  [orderCompleted.type]: 'reported',
  [orderRefunded.type]: 'refunded',
  [orderCancelled.type]: 'cancelled',
  [salesOrderPlaced.type]: 'reported',
  [salesOrderRefunded.type]: 'refunded',
  [salesOrderCancelled.type]: 'cancelled',
  [salesOrderJoined.type]: 'joined',
};

export const orderKey = (source: string, id: string): string => JSON.stringify([source, id]);
export const newOrder = (source: string, id: string): Order => ({ source, id, cancelled: false, refunds: new Map() });

interface Numbered {
  readonly source: string;
  readonly id: string;
}
type Joined = EventOf<typeof salesOrderJoined>['data'];

const numbered = ({ orderSource, orderId }: Record<string, unknown>): Numbered => ({
  source: postgresText(String(orderSource)),
  id: postgresText(String(orderId)),
});

/** The orders that a fact is about: one, or both numbers of an order that was joined to that of another system. */
export const ordersOf = ({ event: { type, data } }: Fact): Numbered[] => {
  const saying = sayings[type];
  if (saying === undefined) return [];
  return [numbered(data), ...(saying === 'joined' ? [numbered((data as Joined).former)] : [])];
};

const amountOf = ({ event, time, payer }: Fact): Amount | undefined =>
  payer && {
    payer: payer.identity,
    amount: String(event.data['amount']),
    currency: String(event.data['currency']),
    time,
    id: event.id,
    ...(event.data['whole'] === true && { whole: true }),
  };

const withReport = (order: Order, report: Amount): Order => {
  const isEarlier = !order.report || isLater(order.report.time, order.report.id, report);
  return isEarlier ? { ...order, report } : order;
};
const withRefunds = (order: Order, refunds: readonly Amount[]): Order => ({
  ...order,
  refunds: new Map([...order.refunds, ...refunds.map((refund) => [refund.id, refund] as const)]),
});

/** Under its former number nothing counts any more; under the other it was placed when it was, with what became of it. */
const join = (order: Order, data: Joined, report: Amount): Order => {
  const former = numbered(data.former);
  if (order.source === former.source && order.id === former.id) return { ...order, cancelled: true };
  const refunds = data.refunds.map(({ refundId: id, amount, refundedAt }) => ({
    ...report,
    id,
    amount,
    time: Date.parse(refundedAt),
  }));
  const joined = withRefunds(withReport(order, { ...report, time: Date.parse(data.placedAt) }), refunds);
  return data.cancelled ? { ...joined, cancelled: true } : joined;
};

/** Folds a report, a refund, a cancellation or a join; the same result in any order, and twice. */
export const evolveOrder = (order: Order, fact: Fact): Order => {
  const saying = sayings[fact.event.type];
  if (saying === 'cancelled') return { ...order, cancelled: true };
  const amount = amountOf(fact);
  if (!amount) return order;
  if (saying === 'refunded') return withRefunds(order, [amount]);
  return saying === 'joined' ? join(order, fact.event.data as Joined, amount) : withReport(order, amount);
};

/** `<payer>/<currency>`. */
export const totalKey = (payer: string, currency: string): string => `${payer}/${currency}`;

/**
 * What an order comes to: it counts for its payer unless it is cancelled, and so do its refunds. A refund without a known
 * order (a credit note) counts for the payer that it names. A refund of the whole order brings it to nothing, in its own currency.
 */
export const totalsOf = (order: Order): Map<string, Total> => {
  const totals = new Map<string, Total>();
  if (order.cancelled) return totals;
  const { report } = order;
  if (report) totals.set(totalKey(report.payer, report.currency), { orders: 1, gross: report.amount, refunded: '0' });
  for (const refund of order.refunds.values()) {
    const key = totalKey(report?.payer ?? refund.payer, refund.currency);
    const total = totals.get(key) ?? nothing;
    totals.set(key, { ...total, refunded: addDecimals(total.refunded, refund.amount) });
  }
  if (report && [...order.refunds.values()].some(({ whole }) => whole)) {
    const key = totalKey(report.payer, report.currency);
    const total = totals.get(key) ?? nothing;
    if (!subtractDecimals(total.gross, total.refunded).startsWith('-'))
      totals.set(key, { ...total, refunded: total.gross });
  }
  return totals;
};

const isNothing = ({ orders, gross, refunded }: Total): boolean =>
  orders === 0 && Number(gross) === 0 && Number(refunded) === 0;

/** Adds what changed from one state of an order to the next to `changes`. */
export const addChange = (changes: Map<string, Total>, before: Order | undefined, after: Order): void => {
  const old = before ? totalsOf(before) : new Map<string, Total>();
  const now = totalsOf(after);
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is, sum] = [old.get(key) ?? nothing, now.get(key) ?? nothing, changes.get(key) ?? nothing];
    const next = {
      orders: sum.orders + is.orders - was.orders,
      gross: addDecimals(sum.gross, subtractDecimals(is.gross, was.gross)),
      refunded: addDecimals(sum.refunded, subtractDecimals(is.refunded, was.refunded)),
    };
    if (isNothing(next)) changes.delete(key);
    else changes.set(key, next);
  }
};
