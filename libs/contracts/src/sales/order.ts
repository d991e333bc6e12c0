import { z } from 'zod';
import { defineEvent, personal, type EventDefinition, type EventOf } from '../events/define-event';
import { currency, decimal } from '../money';
import { salesChannel } from './price-list';
import { pricedLine, salesCustomer } from './priced-quote';
import { recipient } from './quote';
import { jurisdiction } from './tax-table';
import { actor, instant, salesCode } from './values';

/** Order source of orders that no other system knows. */
export const salesOrderSource = 'sales';
export const orderReference = z.object({
  orderSource: z.string().min(1).max(200).describe('Who numbers it.'),
  orderId: z.string().min(1).max(200).describe('Its number there.'),
});
export type OrderReference = z.output<typeof orderReference>;
export const cancelReasons = ['customer', 'payment', 'delivery', 'duplicate', 'error', 'other'] as const;

const about = {
  salesOrderId: z.uuid().describe('Names the stream.'),
  ...orderReference.shape,
  by: actor,
};
/**
 * Of the person whom it is about, as in a quote: an account that pays outlives the erasure of its people. What was written
 * before says `payer` on its box, and is opened by that.
 */
const note = personal(z.string().max(5_000).optional()).describe('Free text.');
const of = { participants: ['subject', 'payer', 'organisation'] } as const;

/**
 * Streams `order-<id>`. Every fact names the order source and number under which the order counts: those of the other
 * system that knows it too, else `sales` and our own id. So it counts once, whoever else reports it.
 */
export const salesOrderPlaced = defineEvent(
  'sales.order.placed',
  1,
  z
    .object({
      ...about,
      quoteId: z.uuid().optional().describe('The quote that was accepted,'),
      quoteRevision: z.int().min(1).optional().describe('and which revision of it.'),
      withoutQuote: z.literal(true).optional().describe('It was stated that there is no quote.'),
      opportunityId: z.uuid().optional(),
      customer: salesCustomer,
      owner: salesCode.describe('The sales person whose order it is.'),
      channel: salesChannel.describe('The contact in which it was taken.'),
      currency,
      jurisdiction,
      lines: z.array(pricedLine).min(1).max(500),
      amount: decimal.describe('Net of tax: what counts as revenue.'),
      tax: decimal,
      gross: decimal,
      recipient: personal(recipient.optional()).describe('Whom it is delivered to.'),
      note,
      placedAt: instant,
    })
    .describe('A customer ordered, in whatever contact.'),
  of,
);
export const salesOrderCancelled = defineEvent(
  'sales.order.cancelled',
  1,
  z
    .object({ ...about, reason: z.enum(cancelReasons), note, cancelledAt: instant })
    .describe('The order is off. It counts no longer.'),
  of,
);
export const salesOrderReturned = defineEvent(
  'sales.order.returned',
  1,
  z
    .object({
      ...about,
      returnId: z.uuid(),
      lines: z
        .array(z.object({ number: z.int().min(1), quantity: decimal }))
        .min(1)
        .max(500),
      note,
      returnedAt: instant,
    })
    .describe('Goods came back. Money goes back by a refund.'),
  of,
);
export const salesOrderRefunded = defineEvent(
  'sales.order.refunded',
  1,
  z
    .object({
      ...about,
      refundId: z.uuid(),
      returnId: z.uuid().optional().describe('The return that it is for.'),
      amount: decimal.describe('Net of tax.'),
      currency,
      note,
      refundedAt: instant,
    })
    .describe('Money went back.'),
  of,
);
export const salesOrderJoined = defineEvent(
  'sales.order.joined',
  1,
  z
    .object({
      ...about,
      former: orderReference.describe('What it counted under until now; nothing counts there any more.'),
      amount: decimal,
      currency,
      placedAt: instant,
      cancelled: z.boolean(),
      refunds: z
        .array(z.object({ refundId: z.uuid(), amount: decimal, refundedAt: instant }))
        .describe('Those recorded until now: they count under the new number.'),
      joinedAt: instant,
    })
    .describe('The order turned out to be one that another system reports: from now on it counts under that number.'),
  of,
);
export const salesOrderReassigned = defineEvent(
  'sales.order.reassigned',
  1,
  z
    .object({
      salesOrderId: about.salesOrderId,
      owner: salesCode,
      from: salesCode.describe('The owner until now.'),
      reassignmentId: z.uuid().optional().describe('The bulk reassignment that it was part of.'),
      by: actor,
    })
    .describe('Another sales person owns the order from now on.'),
  of,
);

const all = [
  salesOrderPlaced,
  salesOrderCancelled,
  salesOrderReturned,
  salesOrderRefunded,
  salesOrderJoined,
  salesOrderReassigned,
] as const;
export const salesOrderEvents = all as unknown as readonly EventDefinition[];
export type SalesOrderEvent = EventOf<(typeof all)[number]>;
