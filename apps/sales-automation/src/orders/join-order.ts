import { salesOrderJoined, salesOrderSource, type OrderReference, type SalesOrderEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Order } from './order';
import { assertForeign } from './place-order';

/** Another system turned out to report the same order: it counts under that number from now on, with its refunds. */
export const joinOrder =
  (external: OrderReference): Decide<Order, SalesOrderEvent> =>
  (state, { now, by }) => {
    assertForeign(external);
    if (state.status === 'unknown') throw new RuleBroken('unknown-order', 'There is no such order.');
    const { salesOrderId, reference: former, amount, currency, placedAt, refunds } = state;
    if (former.orderSource === external.orderSource && former.orderId === external.orderId) return [];
    if (former.orderSource !== salesOrderSource)
      throw new RuleBroken(
        'joined-already',
        'The order counts under the number of another system already.',
        '/orderId',
      );
    return [
      salesOrderJoined({
        salesOrderId,
        ...external,
        former,
        amount,
        currency,
        placedAt,
        cancelled: state.status === 'cancelled',
        refunds: [...refunds],
        by,
        joinedAt: now,
      }),
    ];
  };
