import { z } from 'zod';
import { defineEvent, personal } from '../events/define-event';
import { currency, decimal } from '../money';
import { meanings, type Meaning } from './meanings';

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

const clearId = z.string().max(200);

/** What an interaction whose name is recognised carries beside it. */
const recognised = {
  meaning: z
    .enum(meanings)
    .optional()
    .describe("What its name means in Segment's specification; absent for any other name."),
  amount: decimal.optional().describe('What was at stake; it never counts as revenue.'),
  currency: currency.optional().describe('ISO 4217; `XXX` when the emitter named none.'),
  orderSource: clearId.optional().describe('Who numbers the order that it mentions.'),
  orderId: clearId.optional().describe('The order that it mentions.'),
  products: z
    .array(
      z.object({
        productId: clearId.optional(),
        quantity: decimal.optional(),
        price: decimal.optional().describe('Of one piece.'),
      }),
    )
    .optional()
    .describe('The products that it is about.'),
  conversation: personal(
    z.object({ id: clearId.optional(), messageId: clearId.optional(), agentId: clearId.optional() }).optional(),
  ).describe('The conversation that a chat event belongs to.'),
  mailing: personal(
    z
      .object({
        emailId: clearId.optional(),
        campaignId: clearId.optional(),
        linkId: clearId.optional(),
        listId: clearId.optional(),
      })
      .optional(),
  ).describe('The e-mail that an e-mail event is about: its campaign, the link in it, the list it was sent to.'),
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
const refund = {
  ...order,
  whole: z
    .literal(true)
    .optional()
    .describe('Neither an amount nor products were stated: all that was left of the order went back. `amount` is 0.'),
};

/** Streams `identity-<primary identity>`, over the bus from the gateway. */
export const interactionRecorded = defineEvent(
  'touchpoint.interaction.recorded',
  1,
  z
    .object({ ...touchpoint, ...recognised })
    .describe('Something happened between a customer and us: every touchpoint that is no order.'),
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
    .object({ ...touchpoint, ...refund })
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

const ofTypes: Readonly<Record<string, Meaning>> = {
  [orderCompleted.type]: 'order_completed',
  [orderRefunded.type]: 'order_refunded',
  [orderCancelled.type]: 'order_cancelled',
};

/** What an event means: an order says it by its type, an interaction by the field. */
export const meaningOf = (type: string, data: Readonly<Record<string, unknown>>): Meaning | undefined =>
  ofTypes[type] ?? (data['meaning'] as Meaning | undefined);
