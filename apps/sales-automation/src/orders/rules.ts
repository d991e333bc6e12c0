import { RuleBroken } from '../commands/rule-broken';
import type { KnownOrder, Order } from './order';

/** An order that was not cancelled. Throws RuleBroken. */
export const standingOrder = (order: Order): KnownOrder => {
  if (order.status === 'unknown') throw new RuleBroken('unknown-order', 'There is no such order.');
  if (order.status === 'cancelled')
    throw new RuleBroken('order-cancelled', 'The order was cancelled: nothing of it counts any more.', '/status');
  return order;
};
