import { salesOrderCancelled, type SalesOrderEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Order } from './order';
import { standingOrder } from './rules';

export interface CancelOrder {
  readonly reason: Extract<SalesOrderEvent, { type: 'sales.order.cancelled' }>['data']['reason'];
  readonly note?: string | undefined;
}

export const cancelOrder =
  (wish: CancelOrder): Decide<Order, SalesOrderEvent> =>
  (state, { now, by }) => {
    if (state.status === 'cancelled') return [];
    const { salesOrderId, reference } = standingOrder(state);
    return [salesOrderCancelled({ ...wish, salesOrderId, ...reference, by, cancelledAt: now })];
  };
