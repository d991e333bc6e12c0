import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { orderReference } from './order';
import { actor, instant } from './values';

export const orderNumberReserved = defineEvent(
  'sales.order_number.reserved',
  1,
  z
    .object({
      ...orderReference.shape,
      salesOrderId: z.uuid().describe('The order that is to count under the number.'),
      by: actor,
      reservedAt: instant,
    })
    .describe('The number that another system gives an order belongs to one order of sales.'),
  { participants: [] },
);

/** Streams `order_number-<id>`, where the id derives from order source and number: so no two orders count under one. */
export const orderNumberEvents = [orderNumberReserved] as unknown as readonly EventDefinition[];
export type OrderNumberEvent = EventOf<typeof orderNumberReserved>;
