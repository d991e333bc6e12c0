import { z } from 'zod';
import { defineEvent } from '../events/define-event';

const identity = z.string().describe('Opaque source identity.');
const generation = z.int().describe('Which of its keys: a person who comes back after an erasure gets a new one.');
const erasureId = z.uuid().describe('One erasure, from request to end.');

/** Stream `erasure-<id>`: written before any key is deleted, so that a restart finishes what was requested. */
export const erasureRequested = defineEvent(
  'privacy.erasure.requested',
  1,
  z
    .object({
      erasureId,
      identities: z.array(z.object({ identity, generation })).describe('Whose keys are deleted.'),
      by: z.string().describe('Id of the API key of whoever asked for it.'),
      basis: z.string().max(200).describe('The legal basis. Clear: it names nobody.'),
    })
    .describe('Somebody asked that a customer be forgotten.'),
  { participants: [] },
);

/** Stream of the identity: its key of that generation is gone; every box under it reads "erased". */
export const identityErased = defineEvent(
  'privacy.identity.erased',
  1,
  z
    .object({ erasureId, identity, generation })
    .describe('The key of an identity is gone: nothing under it can be read.'),
  { participants: [] },
);
