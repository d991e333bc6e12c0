import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { note } from './party';
import { actor, instant, salesCode } from './values';

export const departments = ['sales', 'service', 'marketing', 'delivery', 'finance'] as const;

const handoffId = z.uuid().describe('The hand-off, and its stream `handoff-<id>`.');
const side = z.object({ department: z.enum(departments), person: salesCode });
const participants = { participants: ['subject', 'organisation'] } as const;
const afterMs = z.int().min(0).describe('Milliseconds since it was offered.');

export const handoffOffered = defineEvent(
  'sales.handoff.offered',
  1,
  z
    .object({
      handoffId,
      from: side,
      to: side,
      subject: salesCode.describe('What is handed on, as a code, such as installation.'),
      contactId: z.uuid().optional(),
      accountId: z.uuid().optional(),
      opportunityId: z.uuid().optional(),
      orderId: z.uuid().optional(),
      offeredAt: instant,
      note,
      by: actor,
    })
    .describe('Work for a customer is to go to somebody else, who has not said yes yet.'),
  participants,
);

export const handoffAccepted = defineEvent(
  'sales.handoff.accepted',
  1,
  z.object({ handoffId, afterMs, by: actor }).describe('The work is theirs from now on.'),
  participants,
);

export const handoffReturned = defineEvent(
  'sales.handoff.returned',
  1,
  z
    .object({ handoffId, afterMs, reason: salesCode.describe('Why, as a code.'), note, by: actor })
    .describe('The work goes back to whoever handed it on.'),
  participants,
);

export const handoffEvents = [
  handoffOffered,
  handoffAccepted,
  handoffReturned,
] as unknown as readonly EventDefinition[];
export type HandoffEvent =
  EventOf<typeof handoffOffered> | EventOf<typeof handoffAccepted> | EventOf<typeof handoffReturned>;
