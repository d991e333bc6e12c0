import { z } from 'zod';
import { channels } from '../touchpoints/touchpoint-events';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, salesCode } from './values';

export const assignmentRule = z.object({
  code: salesCode.describe('Short name: the fact of an assignment names it.'),
  channel: z.enum(channels).optional().describe('Only leads of this channel.'),
  origin: salesCode.optional().describe('Only leads of this origin.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('Only leads of this country, ISO 3166.'),
  territory: z
    .uuid()
    .optional()
    .describe(
      'Only leads of a country of this territory: they go to whoever covers it on the day, while anybody does.',
    ),
  owners: z.array(salesCode).min(1).max(100).describe('Who gets the lead: each in turn, by the id of the lead.'),
});
export type AssignmentRule = z.output<typeof assignmentRule>;

/** One stream, `assignment_rules-leads`. */
export const assignmentRulesSet = defineEvent(
  'sales.assignment_rules.set',
  1,
  z
    .object({ rules: z.array(assignmentRule).max(200).describe('The first that fits decides.'), by: actor })
    .describe('New leads are assigned by these rules from now on.'),
  { participants: [] },
);

export const assignmentRulesEvents = [assignmentRulesSet] as unknown as readonly EventDefinition[];
export type AssignmentRulesEvent = EventOf<typeof assignmentRulesSet>;
