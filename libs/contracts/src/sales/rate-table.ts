import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { currency, decimal } from '../money';
import { actor, day, instant } from './values';

const rateTableId = z.uuid();

/** Streams `rate_table-<id>`. */
export const rateTableOpened = defineEvent(
  'sales.rate_table.opened',
  1,
  z
    .object({
      rateTableId,
      name: z.string().min(1).max(100).describe('Clear: it names nobody.'),
      base: currency.describe('Every rate says what one unit is worth in this currency.'),
      by: actor,
      openedAt: instant,
    })
    .describe('A table of currency rates begins.'),
  { participants: [] },
);
export const ratesSet = defineEvent(
  'sales.rate_table.rates_set',
  1,
  z
    .object({
      rateTableId,
      from: day.describe('The rates hold from this day (UTC) until the next that are set.'),
      rates: z
        .array(z.object({ currency, rate: decimal.regex(/^\d/).describe('Units of the base currency for one unit.') }))
        .min(1)
        .max(300),
      by: actor,
      setAt: instant,
    })
    .describe('What currencies are worth from a day on. The same currency and day once more: a correction.'),
  { participants: [] },
);

export const rateTableEvents = [rateTableOpened, ratesSet] as unknown as readonly EventDefinition[];
export type RateTableEvent = EventOf<typeof rateTableOpened> | EventOf<typeof ratesSet>;
