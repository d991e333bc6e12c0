import { eventIdOf, orderNumberReserved, type OrderNumberEvent, type OrderReference } from '@touchstone/contracts';
import type { Run } from '../commands/run';
import { RuleBroken } from '../commands/rule-broken';
import { anybody, type Decide, type StreamKind } from '../commands/stream-kind';
import { orders } from './order';

/** ∞ Ids of numbers derive from order source and number. */
const numberNamespace = 'b0c8a0b4-6a57-5d0e-8f0e-7d1f0a3c9e52';

/** Whose a number is. */
export type OrderNumber =
  | { readonly status: 'free' }
  | { readonly status: 'reserved'; readonly salesOrderId: string; readonly reservedAt: string };

export const orderNumbers: StreamKind<OrderNumber, OrderNumberEvent> = {
  category: 'order_number',
  initial: { status: 'free' },
  evolve: (_, { data: { salesOrderId, reservedAt } }) => ({ status: 'reserved', salesOrderId, reservedAt }),
  // Whoever takes an order may name its number.
  ownerOf: () => anybody,
  concerned: () => [],
};

/** A command that died between number and order is repeated long before that, and finds the number its own. */
const abandonedAfterMs = 600_000;

export interface ReserveNumber extends OrderReference {
  readonly salesOrderId: string;
  /** An order that was never placed. */
  readonly abandoned?: string | undefined;
}

/** Throws RuleBroken when another order counts under the number, or did until it was cancelled: its revenue would be counted once, or not at all. */
export const reserveNumber =
  ({ abandoned, ...wish }: ReserveNumber): Decide<OrderNumber, OrderNumberEvent> =>
  (state, { now, by }) => {
    if (state.status === 'reserved' && state.salesOrderId === wish.salesOrderId) return [];
    const isLost =
      state.status === 'reserved' &&
      state.salesOrderId === abandoned &&
      Date.parse(now) - Date.parse(state.reservedAt) >= abandonedAfterMs;
    if (state.status === 'reserved' && !isLost)
      throw new RuleBroken('number-taken', `Order ${state.salesOrderId} has this number already.`, '/orderId');
    return [orderNumberReserved({ ...wish, by, reservedAt: now })];
  };

/** Takes the number for an order, before the order is placed under it. Throws RuleBroken. */
export const reserve = async (run: Run, external: OrderReference, salesOrderId: string): Promise<void> => {
  const { orderSource, orderId } = external;
  const id = eventIdOf(numberNamespace, JSON.stringify([orderSource, orderId]));
  const known = await run.peek(orderNumbers, id);
  const holder = known.status === 'reserved' && known.salesOrderId !== salesOrderId ? known.salesOrderId : undefined;
  const isPlaced = holder !== undefined && (await run.peek(orders, holder)).status !== 'unknown';
  const abandoned = isPlaced ? undefined : holder;
  await run.append(orderNumbers, id, reserveNumber({ orderSource, orderId, salesOrderId, abandoned }), {
    creates: true,
  });
};
