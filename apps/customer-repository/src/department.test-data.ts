import {
  defineEvent,
  encodeParticipant,
  personal,
  type EventDefinition,
  type Participant,
  type PlainEvent,
} from '@touchstone/contracts';
import { z } from 'zod';

/** A department as small as one can be: two facts, a note that is sealed, a payer who is not the subject. */
export const dealOpened = defineEvent(
  'test.deal.opened',
  1,
  z.object({ dealId: z.string(), note: personal(z.string().optional()) }),
  { participants: ['subject', 'payer'] },
);
export const dealWon = defineEvent(
  'test.deal.won',
  1,
  z.object({
    dealId: z.string(),
    amount: z.string(),
    note: personal(z.string().optional()),
    billing: personal(z.string(), 'payer'),
  }),
  { participants: ['subject', 'payer'] },
);

const declared = new Map<string, EventDefinition>(
  [dealOpened, dealWon].map((definition) => [definition.type, definition as unknown as EventDefinition]),
);
export const departmentDefinitions = (type: string): EventDefinition | undefined => declared.get(type);

export const departmentName = 'test-department';
export const departmentTopicName = 'department.test';

export const dealFact = (
  id: string,
  fact: { readonly type: string; readonly schemaVersion: number; readonly data: Record<string, unknown> },
  participants: readonly Participant[],
): PlainEvent => ({
  id,
  ...fact,
  metadata: {
    source: departmentName,
    time: '2026-03-01T08:00:00.000Z',
    participants: participants.map(encodeParticipant),
  },
});
