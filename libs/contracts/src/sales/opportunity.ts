import { z } from 'zod';
import { defineEvent, personal, type EventDefinition, type EventOf } from '../events/define-event';
import { decimal } from '../money';
import { actor, amountOfMoney, day, instant, recordId, salesCode, share } from './values';

const opportunityId = z.uuid();
const note = personal(z.string().max(2000).optional()).describe('In the own words of whoever wrote it.');
const owner = salesCode.describe('The sales person whose opportunity it is.');
const team = salesCode.optional().describe('The team that it counts for.');
const competitor = salesCode.describe('Short name of an organisation that the customer named, such as `acme`.');
const reason = salesCode.describe('Short name of the reason, such as `price`; its story is the note.');

export const opportunityProduct = z.object({
  productId: recordId,
  quantity: decimal.regex(/^\d/),
  amount: decimal.regex(/^\d/).describe('Of the whole line, in the currency of the opportunity.'),
});
const products = z.array(opportunityProduct).max(200).describe('Unless empty, their amounts sum to the amount.');

const place = {
  pipelineId: z.uuid(),
  pipelineVersion: z.int().min(1).describe('The version that it was moved under, and keeps.'),
  stage: salesCode,
  probability: share.describe('Of the stage, under that version.'),
};

const participants = ['subject', 'organisation'] as const;

/** Streams `opportunity-<id>`; copies lie in the stream of the customer. */
export const opportunityOpened = defineEvent(
  'sales.opportunity.opened',
  1,
  z
    .object({
      opportunityId,
      name: personal(z.string().max(200).optional()).describe('What the deal is called.'),
      account: recordId.optional().describe('Id of the account that may buy.'),
      contact: recordId.optional().describe('Id of the contact who is talked to.'),
      leadId: z.uuid().optional().describe('The lead that it came from.'),
      owner,
      team,
      ...place,
      amount: amountOfMoney.describe('What it is worth, if won.'),
      expectedClose: day,
      products,
      by: actor,
      openedAt: instant,
    })
    .describe('There is a chance to sell something to a customer.'),
  { participants },
);
export const opportunityRevised = defineEvent(
  'sales.opportunity.revised',
  1,
  z
    .object({ opportunityId, amount: amountOfMoney, products, by: actor, revisedAt: instant })
    .describe('What the customer may buy, and what it is worth, is known better.'),
  { participants },
);
export const opportunityRescheduled = defineEvent(
  'sales.opportunity.rescheduled',
  1,
  z
    .object({ opportunityId, expectedClose: day, by: actor, rescheduledAt: instant })
    .describe('It is expected to close on another day.'),
  { participants },
);
export const competitorNamed = defineEvent(
  'sales.opportunity.competitor_named',
  1,
  z
    .object({ opportunityId, competitor, by: actor, namedAt: instant, note })
    .describe('The customer named a competitor who is in the race too.'),
  { participants },
);
export const nextStepPlanned = defineEvent(
  'sales.opportunity.next_step_planned',
  1,
  z
    .object({
      opportunityId,
      nextStep: personal(z.string().min(1).max(2000)).describe('What is to be done next.'),
      dueOn: day.optional(),
      by: actor,
      plannedAt: instant,
    })
    .describe('Somebody said what is to be done next, and by when.'),
  { participants },
);
export const opportunityMoved = defineEvent(
  'sales.opportunity.moved',
  1,
  z
    .object({ opportunityId, ...place, by: actor, movedAt: instant })
    .describe('It is in another stage, under the version of the pipeline that was in force.'),
  { participants },
);
export const opportunityAssigned = defineEvent(
  'sales.opportunity.assigned',
  1,
  z
    .object({ opportunityId, owner, team, by: actor, assignedAt: instant })
    .describe('It is the opportunity of another sales person, or counts for another team.'),
  { participants },
);
export const opportunityWon = defineEvent(
  'sales.opportunity.won',
  1,
  z
    .object({
      opportunityId,
      amount: amountOfMoney.describe('What was sold.'),
      margin: decimal.optional().describe('What of the amount is left after its costs, in the same currency.'),
      reason,
      competitor: competitor.optional().describe('Against whom.'),
      note,
      by: actor,
      wonAt: instant,
    })
    .describe('The customer said yes.'),
  { participants },
);
export const opportunityLost = defineEvent(
  'sales.opportunity.lost',
  1,
  z
    .object({
      opportunityId,
      reason,
      competitor: competitor.optional().describe('To whom.'),
      margin: decimal.optional().describe('What would have been left, in the currency of the opportunity.'),
      note,
      by: actor,
      lostAt: instant,
    })
    .describe('The customer said no, or nothing any more.'),
  { participants },
);
export const opportunityReopened = defineEvent(
  'sales.opportunity.reopened',
  1,
  z
    .object({ opportunityId, ...place, expectedClose: day, note, by: actor, reopenedAt: instant })
    .describe('It was closed, and is open again; a win counts back on this day.'),
  { participants },
);

const all = [
  opportunityOpened,
  opportunityRevised,
  opportunityRescheduled,
  competitorNamed,
  nextStepPlanned,
  opportunityMoved,
  opportunityAssigned,
  opportunityWon,
  opportunityLost,
  opportunityReopened,
] as const;
export const opportunityEvents = all as unknown as readonly EventDefinition[];
export type OpportunityEvent = EventOf<(typeof all)[number]>;
export type OpportunityProduct = z.output<typeof opportunityProduct>;
