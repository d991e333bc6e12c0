import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../events/define-event';
import { decimal } from '../money';
import { localised } from './localised';
import { salesChannel } from './price-list';
import { actor, instant, salesCode } from './values';

export const salesTerms = z.object({
  code: salesCode.describe('Names the terms through their versions.'),
  version: z.int().min(1).describe('1, 2, 3 ... of this code. A version in force replaces the ones before it.'),
  channels: z.array(salesChannel).describe('Where they apply; empty = everywhere.'),
  from: instant.describe('In force from this moment on,'),
  to: instant.optional().describe('and before this one.'),
  paymentDays: z.int().min(0).max(3_650).describe('Days from the invoice to payment.'),
  validDays: z.int().min(1).max(3_650).describe('How long a quote can be accepted.'),
  discountLimit: decimal.describe('Percent of the list amount; what goes beyond it needs a second person.'),
  text: localised.describe('What the customer agrees to, in each language.'),
});
export type SalesTerms = z.output<typeof salesTerms>;

/** Stream `terms-sales`. */
export const termsPublished = defineEvent(
  'sales.terms.published',
  1,
  z.object({ terms: salesTerms, by: actor, publishedAt: instant }).describe('Terms of sale, or a new version of some.'),
  { participants: [] },
);
export const termsWithdrawn = defineEvent(
  'sales.terms.withdrawn',
  1,
  z
    .object({ code: salesCode, by: actor, withdrawnAt: instant })
    .describe('Every version that was published until now applies no longer.'),
  { participants: [] },
);

export const termsEvents = [termsPublished, termsWithdrawn] as unknown as readonly EventDefinition[];
