import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../events/define-event';
import { decimal } from '../money';
import { taxClass } from './product';
import { actor, instant } from './values';

export const jurisdiction = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/)
  .meta({ title: 'country (ISO 3166-1) or its part (ISO 3166-2)' });

export const taxTable = z.object({
  version: z.int().min(1),
  from: instant.describe('In force from this moment on, until another version is.'),
  rates: z
    .array(z.object({ taxClass, rate: decimal.describe('Percent of the net amount.') }))
    .min(1)
    .max(100),
});
export type TaxTable = z.output<typeof taxTable>;

/** Streams `tax_table-<jurisdiction>`. */
export const taxTablePublished = defineEvent(
  'sales.tax_table.published',
  1,
  z
    .object({ jurisdiction, table: taxTable, by: actor, publishedAt: instant })
    .describe(
      'The tax rates of a country or a part of one, whole; of two from the same moment on, the later version applies.',
    ),
  { participants: [] },
);

export const taxTableEvents = [taxTablePublished] as unknown as readonly EventDefinition[];
