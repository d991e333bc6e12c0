import { z } from 'zod';
import { defineEvent, personal, type EventDefinition, type EventOf } from '../events/define-event';
import { note } from './party';
import { actor, instant, salesCode } from './values';

export const activityKinds = ['call', 'visit', 'meeting', 'task', 'note'] as const;
/** Kinds that are a contact with the customer: those are counted per rep and day. */
export const contactKinds: readonly string[] = ['call', 'visit', 'meeting'];

const activityId = z.uuid().describe('The activity, and its stream `activity-<id>`.');
const participants = { participants: ['subject', 'organisation'] } as const;
const about = {
  contactId: z.uuid().optional().describe('The contact whom it is about.'),
  leadId: z.uuid().optional().describe('The lead whom it is about.'),
  accountId: z.uuid().optional().describe('The account that it is about.'),
  opportunityId: z.uuid().optional().describe('The deal that it serves.'),
};

export const activityPlanned = defineEvent(
  'sales.activity.planned',
  1,
  z
    .object({
      activityId,
      kind: z.enum(activityKinds),
      ...about,
      owner: salesCode.describe('Who is to do it.'),
      dueAt: instant.optional().describe('By when.'),
      topic: personal(z.string().max(500).optional()).describe('What it is for.'),
      note,
      by: actor,
    })
    .describe('Something is to be done for a customer.'),
  participants,
);

export const activityRescheduled = defineEvent(
  'sales.activity.rescheduled',
  1,
  z.object({ activityId, dueAt: instant, by: actor }).describe('It is due at another time.'),
  participants,
);

export const activityReassigned = defineEvent(
  'sales.activity.reassigned',
  1,
  z
    .object({
      activityId,
      owner: salesCode.describe('Who is to do it from now on.'),
      from: salesCode.describe('Who was to do it until now.'),
      reassignmentId: z.uuid().optional().describe('The bulk reassignment that it was part of.'),
      by: actor,
    })
    .describe('Another sales person is to do it.'),
  participants,
);

export const activityDone = defineEvent(
  'sales.activity.done',
  1,
  z
    .object({
      activityId,
      kind: z.enum(activityKinds),
      owner: salesCode.describe('Who did it.'),
      doneAt: instant.describe('When it took place.'),
      outcome: salesCode.optional().describe('What came of it, as a code, such as no-answer.'),
      note,
      by: actor,
    })
    .describe('It took place; calls, visits and meetings count as contacts made.'),
  participants,
);

export const activityCancelled = defineEvent(
  'sales.activity.cancelled',
  1,
  z.object({ activityId, reason: salesCode, by: actor }).describe('It will not take place.'),
  participants,
);

export const activityEvents = [
  activityPlanned,
  activityRescheduled,
  activityReassigned,
  activityDone,
  activityCancelled,
] as unknown as readonly EventDefinition[];
export type ActivityEvent =
  | EventOf<typeof activityPlanned>
  | EventOf<typeof activityRescheduled>
  | EventOf<typeof activityReassigned>
  | EventOf<typeof activityDone>
  | EventOf<typeof activityCancelled>;
