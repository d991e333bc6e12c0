import { z } from 'zod';
import { defineEvent, personal, type EventDefinition, type EventOf } from '../events/define-event';
import { pricedQuote } from './priced-quote';
import { actor, instant, salesCode } from './values';

export const recipient = z.object({
  name: z.string().max(200).optional(),
  organisation: z.string().max(200).optional(),
  address: z.array(z.string().max(200)).max(8).optional().describe('Lines, as they stand on a letter.'),
});
export type Recipient = z.output<typeof recipient>;
export const declineReasons = ['price', 'competitor', 'no_need', 'timing', 'other'] as const;

const about = {
  quoteId: z.uuid(),
  revision: z.int().min(1).describe('1 as prepared; each revision counts on.'),
  by: actor,
};
const offer = {
  ...about,
  owner: salesCode.describe('The sales person whose quote it is.'),
  opportunityId: z.uuid().optional().describe('The deal that it belongs to.'),
  priced: pricedQuote.describe('Everything that is offered; it pins prices, specifications, terms and rates.'),
  recipient: personal(recipient.optional()).describe('Whom the document addresses.'),
  note: personal(z.string().max(5_000).optional()).describe('Free text for the document.'),
};
const of = { participants: ['subject', 'organisation'] } as const;

/** Streams `quote-<id>`. That a quote has expired is no event: its own `validUntil` says it, whoever reads it. */
export const quotePrepared = defineEvent(
  'sales.quote.prepared',
  1,
  z.object({ ...offer, preparedAt: instant }).describe('A customer was quoted.'),
  of,
);
export const quoteRevised = defineEvent(
  'sales.quote.revised',
  1,
  z.object({ ...offer, revisedAt: instant }).describe('The quote says something else from now on, whole.'),
  of,
);
export const quoteApproved = defineEvent(
  'sales.quote.approved',
  1,
  z.object({ ...about, approvedAt: instant }).describe('A second person agreed to the discount.'),
  of,
);
export const quoteApprovalRefused = defineEvent(
  'sales.quote.approval_refused',
  1,
  z
    .object({ ...about, refusedAt: instant, reason: personal(z.string().max(1_000)) })
    .describe('A second person did not agree to the discount: the quote has to be revised.'),
  of,
);
export const quoteAccepted = defineEvent(
  'sales.quote.accepted',
  1,
  z.object({ ...about, acceptedAt: instant }).describe('The customer accepted this revision.'),
  of,
);
export const quoteDeclined = defineEvent(
  'sales.quote.declined',
  1,
  z
    .object({
      ...about,
      declinedAt: instant,
      reason: z.enum(declineReasons),
      note: personal(z.string().max(5_000).optional()).describe('In the words of the customer.'),
    })
    .describe('The customer does not want it.'),
  of,
);
export const quoteReassigned = defineEvent(
  'sales.quote.reassigned',
  1,
  z
    .object({
      quoteId: about.quoteId,
      owner: salesCode,
      from: salesCode.describe('The owner until now.'),
      reassignmentId: z.uuid().optional().describe('The bulk reassignment that it was part of.'),
      by: actor,
    })
    .describe('Another sales person owns the quote from now on.'),
  of,
);

const all = [
  quotePrepared,
  quoteRevised,
  quoteApproved,
  quoteApprovalRefused,
  quoteAccepted,
  quoteDeclined,
  quoteReassigned,
] as const;
export const quoteEvents = all as unknown as readonly EventDefinition[];
export type QuoteEvent = EventOf<(typeof all)[number]>;
