import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { channels } from '../touchpoints/touchpoint-events';
import { note, person } from './party';
import { actor, salesCode } from './values';

const leadId = z.uuid().describe('The lead, and its stream `lead-<id>`.');
const participants = { participants: ['subject', 'organisation'] } as const;

export const leadCaptured = defineEvent(
  'sales.lead.captured',
  1,
  z
    .object({
      leadId,
      channel: z.enum(channels).describe('Where the contact was made; what fits no other is `other`.'),
      origin: salesCode.optional().describe('What brought the lead, as a code: a fair, a campaign, a referral.'),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional()
        .describe('Where the lead is, ISO 3166: territories and rules go by it.'),
      ...person,
      note,
      by: actor,
    })
    .describe('Somebody may want to buy: a lead was written down.'),
  participants,
);

export const leadAssigned = defineEvent(
  'sales.lead.assigned',
  1,
  z
    .object({
      leadId,
      owner: salesCode,
      rule: salesCode.optional().describe('The assignment rule that chose the owner; absent when a person did.'),
      by: actor,
    })
    .describe('A sales person owns the lead from now on.'),
  participants,
);

export const leadQualified = defineEvent(
  'sales.lead.qualified',
  1,
  z
    .object({
      leadId,
      contactId: z.uuid().describe('The person that the lead turned out to be.'),
      accountId: z.uuid().optional().describe('The organisation that the person buys for.'),
      by: actor,
    })
    .describe('The lead is worth an effort: it is a contact, at an account where there is one.'),
  participants,
);

export const leadDisqualified = defineEvent(
  'sales.lead.disqualified',
  1,
  z
    .object({ leadId, reason: salesCode.describe('Why not, as a code, such as no-budget.'), note, by: actor })
    .describe('The lead is not worth an effort.'),
  participants,
);

export const leadEvents = [
  leadCaptured,
  leadAssigned,
  leadQualified,
  leadDisqualified,
] as unknown as readonly EventDefinition[];
export type LeadEvent =
  | EventOf<typeof leadCaptured>
  | EventOf<typeof leadAssigned>
  | EventOf<typeof leadQualified>
  | EventOf<typeof leadDisqualified>;
