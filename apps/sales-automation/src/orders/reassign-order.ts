import { salesOrderReassigned, type SalesOrderEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Order } from './order';

export interface ReassignOrder {
  readonly owner: string;
  readonly reassignmentId?: string | undefined;
}

/** Also one that was cancelled: whoever takes a customer over takes the past along. */
export const reassignOrder =
  ({ owner, reassignmentId }: ReassignOrder): Decide<Order, SalesOrderEvent> =>
  (state, { by }) => {
    if (state.status === 'unknown' || state.owner === owner) return [];
    const { salesOrderId, owner: from } = state;
    return [salesOrderReassigned({ salesOrderId, owner, from, reassignmentId, by })];
  };
