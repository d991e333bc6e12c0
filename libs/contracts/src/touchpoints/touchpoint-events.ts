import { z } from 'zod';
import { defineEvent, personal } from '../events/define-event';
import { currency, decimal } from '../money';

export const touchpointKinds = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
/** The channel stays clear in the log, so it is a closed list; what does not fit is `other`. */
export const channels = [
  'web',
  'mobile',
  'email',
  'phone',
  'sms',
  'chat',
  'store',
  'social',
  'mail',
  'server',
  'other',
] as const;

const freeForm = z.record(z.string(), z.json());
const identifier = z.object({ type: z.string(), value: z.string() });

const touchpoint = {
  kind: z.enum(touchpointKinds).describe('The call of the SDK that reported it.'),
  channel: z.enum(channels).describe('Where it happened; what fits no other is `other`.'),
  name: personal(z.string().optional()).describe(
    "The emitter's name of the event. Free text, so private like the rest.",
  ),
  identifiers: personal(z.array(identifier)).describe('Whom it is about: every identifier in its normalised form.'),
  traits: personal(freeForm.optional()).describe('What the emitter says about the person, as sent.'),
  properties: personal(freeForm.optional()).describe('What the emitter says about the event, as sent.'),
  context: personal(freeForm.optional()).describe('What the SDK says about its surroundings, as sent.'),
  organisation: personal(
    z.object({ identifiers: z.array(identifier), traits: freeForm.optional() }).optional(),
    'organisation',
  ).describe('The organisation that stands beside the person, under a key of its own.'),
};

const line = z.object({
  productId: z
    .string()
    .max(200)
    .optional()
    .describe('Its `product_id`, `productId`, `sku` or `id`, whichever comes first.'),
  quantity: decimal,
  price: decimal.describe('Of one piece.'),
});
const order = {
  orderSource: z
    .string()
    .max(200)
    .describe('Who numbers the orders: `order_source` of the properties, else the id of the source.'),
  orderId: z.string().max(200).describe('`order_id` of the properties; one order per order source and id.'),
  amount: decimal.describe('Of the whole order, or of the part that is given back.'),
  currency: currency.describe('ISO 4217; `XXX` when the emitter named none.'),
  lines: z.array(line).describe('The products, in the order that they were sent in.'),
};

/** Streams `identity-<primary identity>`, over the bus from the gateway. */
export const interactionRecorded = defineEvent(
  'touchpoint.interaction.recorded',
  1,
  z.object(touchpoint).describe('Something happened between a customer and us: every touchpoint that is no order.'),
  { participants: ['subject', 'organisation'] },
);
export const orderCompleted = defineEvent(
  'touchpoint.order.completed',
  1,
  z
    .object({ ...touchpoint, ...order })
    .describe('A customer ordered: a track named `Order Completed` with an `order_id`.'),
  { participants: ['subject', 'payer', 'organisation'] },
);
export const orderRefunded = defineEvent(
  'touchpoint.order.refunded',
  1,
  z
    .object({ ...touchpoint, ...order })
    .describe(
      'Money of an order went back: a track named `Order Refunded` with an `order_id`. Each refund or credit note is an event of its own, and counts once by its id.',
    ),
  { participants: ['subject', 'payer', 'organisation'] },
);
export const orderCancelled = defineEvent(
  'touchpoint.order.cancelled',
  1,
  z
    .object({ ...touchpoint, ...order })
    .describe('An order is off: a track named `Order Cancelled` with an `order_id`. It counts no longer.'),
  { participants: ['subject', 'payer', 'organisation'] },
);
