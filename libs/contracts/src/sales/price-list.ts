import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../events/define-event';
import { currency, decimal } from '../money';
import { channels } from '../touchpoints/touchpoint-events';
import { actor, instant, recordId, salesCode } from './values';

export const salesChannel = z.enum(channels);

export const priceList = z.object({
  code: salesCode.describe('Names the list through its versions: `retail`, `partner-2026`.'),
  version: z.int().min(1).describe('1, 2, 3 ... of this code. A version in force replaces the ones before it.'),
  channels: z.array(salesChannel).describe('Where it applies; empty = everywhere.'),
  accounts: z.array(recordId).max(500).describe('Accounts that it is for; empty = everybody.'),
  from: instant.describe('In force from this moment on,'),
  to: instant.optional().describe('and before this one.'),
  prices: z
    .array(
      z.object({
        productId: z.uuid(),
        price: decimal.describe('Of one, before discount and tax.'),
        minimumQuantity: decimal.describe('Where several fit, the one with the largest minimum applies.'),
      }),
    )
    .min(1)
    .max(2_000),
});
export type PriceList = z.output<typeof priceList>;

/** Streams `price_list-<currency>`: every list of one currency, so that pricing reads one stream and misses none. */
export const priceListPublished = defineEvent(
  'sales.price_list.published',
  1,
  z
    .object({ currency, list: priceList, by: actor, publishedAt: instant })
    .describe('A list of prices, or a new version of one, whole.'),
  { participants: [] },
);
export const priceListWithdrawn = defineEvent(
  'sales.price_list.withdrawn',
  1,
  z
    .object({ currency, code: salesCode, by: actor, withdrawnAt: instant })
    .describe('Every version that was published until now applies no longer.'),
  { participants: [] },
);

export const priceListEvents = [priceListPublished, priceListWithdrawn] as unknown as readonly EventDefinition[];
