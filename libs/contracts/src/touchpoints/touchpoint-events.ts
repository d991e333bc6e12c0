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
  kind: z.enum(touchpointKinds),
  channel: z.enum(channels),
  /** The emitter's name of the event: free text, so private like the rest. */
  name: personal(z.string().optional()),
  /** Identifiers in normalised form, of the role subject. */
  identifiers: personal(z.array(identifier)),
  traits: personal(freeForm.optional()),
  properties: personal(freeForm.optional()),
  context: personal(freeForm.optional()),
  /** The organisation that stands beside a person, sealed under its own key. */
  organisation: personal(
    z.object({ identifiers: z.array(identifier), traits: freeForm.optional() }).optional(),
    'organisation',
  ),
};

const line = z.object({ productId: z.string().max(200).optional(), quantity: decimal, price: decimal });
const order = {
  /** Who numbers the orders: the source, unless the emitter names another system. */
  orderSource: z.string().max(200),
  orderId: z.string().max(200),
  amount: decimal,
  currency,
  lines: z.array(line),
};

/** Streams `identity-<primary identity>`, over the bus from the gateway. */
export const interactionRecorded = defineEvent('touchpoint.interaction.recorded', 1, z.object(touchpoint), {
  participants: ['subject', 'organisation'],
});
export const orderCompleted = defineEvent('touchpoint.order.completed', 1, z.object({ ...touchpoint, ...order }), {
  participants: ['subject', 'payer', 'organisation'],
});
/** One refund or credit note; each is its own event, so it counts once by its event id. */
export const orderRefunded = defineEvent('touchpoint.order.refunded', 1, z.object({ ...touchpoint, ...order }), {
  participants: ['subject', 'payer', 'organisation'],
});
export const orderCancelled = defineEvent('touchpoint.order.cancelled', 1, z.object({ ...touchpoint, ...order }), {
  participants: ['subject', 'payer', 'organisation'],
});
