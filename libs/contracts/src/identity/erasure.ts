import { z } from 'zod';
import { defineEvent } from '../events/define-event';

const named = z.object({ identity: z.string(), generation: z.int() });

/** Stream `erasure-<id>`: written before any key is deleted, so that a restart finishes what was requested. */
export const erasureRequested = defineEvent(
  'privacy.erasure.requested',
  1,
  z.object({ erasureId: z.uuid(), identities: z.array(named), by: z.string(), basis: z.string().max(200) }),
  { participants: [] },
);

/** Stream of the identity: its key of that generation is gone; every box under it reads "erased". */
export const identityErased = defineEvent(
  'privacy.identity.erased',
  1,
  z.object({ erasureId: z.uuid(), identity: z.string(), generation: z.int() }),
  { participants: [] },
);
