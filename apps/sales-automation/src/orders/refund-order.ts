import {
  addDecimals,
  compareDecimals,
  roundToCurrency,
  salesOrderRefunded,
  type Money,
  type SalesOrderEvent,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { KnownOrder, Order } from './order';
import { standingOrder } from './rules';

export interface RefundOrder {
  readonly refundId: string;
  readonly returnId?: string | undefined;
  /** Net of tax. */
  readonly refund: Money;
  readonly note?: string | undefined;
}

const assertRefundable = ({ currency, amount, refunds }: KnownOrder, refund: Money): void => {
  if (refund.currency !== currency)
    throw new RuleBroken('other-currency', `The order is in ${currency}.`, '/refund/currency', 422);
  if (compareDecimals(refund.amount, '0') <= 0)
    throw new RuleBroken('amount-not-positive', 'A refund is more than nothing.', '/refund/amount', 422);
  if (compareDecimals(roundToCurrency(refund.amount, currency), refund.amount) !== 0)
    throw new RuleBroken('below-minor-unit', `${currency} has no such small unit.`, '/refund/amount', 422);
  const total = refunds.reduce((sum, one) => addDecimals(sum, one.amount), refund.amount);
  if (compareDecimals(total, amount) > 0)
    throw new RuleBroken('refund-over-amount', `No more than ${amount} ${currency} can go back.`, '/refund/amount');
};

export const refundOrder =
  ({ refund, ...wish }: RefundOrder): Decide<Order, SalesOrderEvent> =>
  (state, { now, by }) => {
    const order = standingOrder(state);
    assertRefundable(order, refund);
    const { returnId } = wish;
    if (returnId !== undefined && !order.returned.some((line) => line.returnId === returnId))
      throw new RuleBroken('unknown-return', 'The order has no such return.', '/returnId', 422);
    const { salesOrderId, reference } = order;
    return [salesOrderRefunded({ ...wish, ...refund, salesOrderId, ...reference, by, refundedAt: now })];
  };
