import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, amountOfMoney, day, instant, salesCode } from './values';

const quotaId = z.uuid();

/** Streams `quota-<id>`: what one sales person or one team is to win in a period. */
export const quotaSet = defineEvent(
  'sales.quota.set',
  1,
  z
    .object({
      quotaId,
      holder: z.object({ kind: z.enum(['rep', 'team']), id: salesCode }),
      from: day.describe('First day (UTC) that counts.'),
      until: day.describe('First day that counts no more.'),
      amount: amountOfMoney,
      by: actor,
      setAt: instant,
    })
    .describe('A sales person or a team has a quota for a period.'),
  { participants: [] },
);
export const quotaRevised = defineEvent(
  'sales.quota.revised',
  1,
  z.object({ quotaId, amount: amountOfMoney, by: actor, revisedAt: instant }).describe('The quota is another amount.'),
  { participants: [] },
);
export const quotaWithdrawn = defineEvent(
  'sales.quota.withdrawn',
  1,
  z.object({ quotaId, by: actor, withdrawnAt: instant }).describe('There is no such quota any more.'),
  { participants: [] },
);

export const quotaEvents = [quotaSet, quotaRevised, quotaWithdrawn] as unknown as readonly EventDefinition[];
export type QuotaEvent = EventOf<typeof quotaSet> | EventOf<typeof quotaRevised> | EventOf<typeof quotaWithdrawn>;
