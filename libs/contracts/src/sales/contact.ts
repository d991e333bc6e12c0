import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { person } from './party';
import { actor, salesCode } from './values';

const contactId = z.uuid().describe('The contact, its stream `contact-<id>` and its source identity.');
const accountId = z.uuid().describe('The account.');
const participants = { participants: ['subject', 'organisation'] } as const;

export const contactAdded = defineEvent(
  'sales.contact.added',
  1,
  z
    .object({
      contactId,
      leadId: z.uuid().optional().describe('The lead that it was before.'),
      owner: salesCode.optional(),
      ...person,
      by: actor,
    })
    .describe('A person whom sales deals with.'),
  participants,
);

export const contactChanged = defineEvent(
  'sales.contact.changed',
  1,
  z.object({ contactId, ...person, by: actor }).describe('What is known of the contact now: all of it.'),
  participants,
);

export const contactJoinedAccount = defineEvent(
  'sales.contact.joined_account',
  1,
  z
    .object({
      contactId,
      accountId,
      role: salesCode.describe('Part in buying, as a code, such as decision-maker.'),
      by: actor,
    })
    .describe('The contact plays a part at an account from now on.'),
  participants,
);

export const contactLeftAccount = defineEvent(
  'sales.contact.left_account',
  1,
  z.object({ contactId, accountId, by: actor }).describe('The contact plays no part at the account any more.'),
  participants,
);

export const contactReassigned = defineEvent(
  'sales.contact.reassigned',
  1,
  z
    .object({
      contactId,
      owner: salesCode,
      from: salesCode.optional().describe('The owner until now.'),
      reassignmentId: z.uuid().optional().describe('The bulk reassignment that it was part of.'),
      by: actor,
    })
    .describe('Another sales person owns the contact from now on.'),
  participants,
);

export const contactEvents = [
  contactAdded,
  contactChanged,
  contactJoinedAccount,
  contactLeftAccount,
  contactReassigned,
] as unknown as readonly EventDefinition[];
export type ContactEvent =
  | EventOf<typeof contactAdded>
  | EventOf<typeof contactChanged>
  | EventOf<typeof contactJoinedAccount>
  | EventOf<typeof contactLeftAccount>
  | EventOf<typeof contactReassigned>;
