import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, day, salesCode } from './values';

const teamId = z.uuid().describe('The team, and its stream `team-<id>`.');
const person = salesCode.describe('The sales person.');
const none = { participants: [] } as const;

export const teamFormed = defineEvent(
  'sales.team.formed',
  1,
  z
    .object({ teamId, code: salesCode.describe('Short name by which quotas and opportunities name it.'), by: actor })
    .describe('There is a team.'),
  none,
);

export const teamJoined = defineEvent(
  'sales.team.joined',
  1,
  z
    .object({
      teamId,
      person,
      leads: z.boolean().describe('True: a manager of the team, who reaches the records of its members.'),
      from: day.describe('First day.'),
      by: actor,
    })
    .describe('Somebody belongs to the team from a day on.'),
  none,
);

export const teamLeft = defineEvent(
  'sales.team.left',
  1,
  z
    .object({ teamId, person, until: day.describe('Last day.'), by: actor })
    .describe('Somebody belongs to the team until a day.'),
  none,
);

export const teamEvents = [teamFormed, teamJoined, teamLeft] as unknown as readonly EventDefinition[];
export type TeamEvent = EventOf<typeof teamFormed> | EventOf<typeof teamJoined> | EventOf<typeof teamLeft>;
