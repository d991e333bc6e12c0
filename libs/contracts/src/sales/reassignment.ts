import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, instant, salesCode } from './values';

export const reassignable = ['lead', 'contact', 'account', 'opportunity', 'activity', 'quote', 'order'] as const;

const reassignmentId = z.uuid().describe('The reassignment, and its stream `reassignment-<id>`.');
const record = z.object({ kind: z.enum(reassignable), id: z.uuid() });
const none = { participants: [] } as const;

export const reassignmentRequested = defineEvent(
  'sales.reassignment.requested',
  1,
  z
    .object({
      reassignmentId,
      to: salesCode.describe('Who owns the records from then on.'),
      records: z.array(record).min(1).max(5000).describe('In the order in which they are moved.'),
      by: actor,
      requestedAt: instant,
    })
    .describe('Records are to get another owner, one after the other.'),
  none,
);

export const reassignmentProgressed = defineEvent(
  'sales.reassignment.progressed',
  1,
  z
    .object({
      reassignmentId,
      done: z.int().min(0).describe('How many of the records were looked at by now.'),
      refused: z
        .array(record.extend({ rule: z.string().max(100) }))
        .describe('Those of this step that keep their owner, and the rule that says so.'),
    })
    .describe('A part of the records has been looked at.'),
  none,
);

export const reassignmentCompleted = defineEvent(
  'sales.reassignment.completed',
  1,
  z.object({ reassignmentId, completedAt: instant }).describe('All records have been looked at.'),
  none,
);

export const reassignmentEvents = [
  reassignmentRequested,
  reassignmentProgressed,
  reassignmentCompleted,
] as unknown as readonly EventDefinition[];
export type ReassignmentEvent =
  | EventOf<typeof reassignmentRequested>
  | EventOf<typeof reassignmentProgressed>
  | EventOf<typeof reassignmentCompleted>;
