import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, day, salesCode } from './values';

const territoryId = z.uuid().describe('The territory, and its stream `territory-<id>`.');
const none = { participants: [] } as const;

export const territoryDrawn = defineEvent(
  'sales.territory.drawn',
  1,
  z
    .object({
      territoryId,
      code: salesCode.describe('Short name.'),
      countries: z
        .array(z.string().regex(/^[A-Z]{2}$/))
        .max(300)
        .describe('ISO 3166 countries that lie in it.'),
      by: actor,
    })
    .describe('There is a territory.'),
  none,
);

export const territoryGiven = defineEvent(
  'sales.territory.given',
  1,
  z
    .object({
      territoryId,
      person: salesCode.describe('The sales person who covers it.'),
      from: day.describe('First day; whoever covered it before does so until the day before.'),
      by: actor,
    })
    .describe('A sales person covers the territory from a day on.'),
  none,
);

export const territoryEvents = [territoryDrawn, territoryGiven] as unknown as readonly EventDefinition[];
export type TerritoryEvent = EventOf<typeof territoryDrawn> | EventOf<typeof territoryGiven>;
