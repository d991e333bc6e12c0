import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { organisation } from './party';
import { actor, salesCode } from './values';

const accountId = z.uuid().describe('The account, its stream `account-<id>` and its source identity.');
const parentId = z.uuid().describe('The account that it belongs to.');
const participants = { participants: ['subject'] } as const;

export const accountOpened = defineEvent(
  'sales.account.opened',
  1,
  z
    .object({ accountId, parentId: parentId.optional(), owner: salesCode.optional(), ...organisation, by: actor })
    .describe('An organisation that sales deals with.'),
  participants,
);

export const accountChanged = defineEvent(
  'sales.account.changed',
  1,
  z.object({ accountId, ...organisation, by: actor }).describe('What is known of the account now: all of it.'),
  participants,
);

export const accountMoved = defineEvent(
  'sales.account.moved',
  1,
  z
    .object({ accountId, parentId: parentId.optional().describe('Absent: it belongs to none.'), by: actor })
    .describe('The account has another place in the hierarchy.'),
  participants,
);

export const accountReassigned = defineEvent(
  'sales.account.reassigned',
  1,
  z
    .object({
      accountId,
      owner: salesCode,
      from: salesCode.optional().describe('The owner until now.'),
      reassignmentId: z.uuid().optional().describe('The bulk reassignment that it was part of.'),
      by: actor,
    })
    .describe('Another sales person owns the account from now on.'),
  participants,
);

export const accountEvents = [
  accountOpened,
  accountChanged,
  accountMoved,
  accountReassigned,
] as unknown as readonly EventDefinition[];
export type AccountEvent =
  | EventOf<typeof accountOpened>
  | EventOf<typeof accountChanged>
  | EventOf<typeof accountMoved>
  | EventOf<typeof accountReassigned>;
