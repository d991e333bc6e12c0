import { z } from 'zod';
import { defineEvent, personal } from '../events/define-event';

const identity = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .meta({ title: 'source identity' });
const identities = z.array(identity).min(1).max(500);

/** Why two identities do, or do not, stand in one customer. */
export const pairStates = ['linked', 'quarantined', 'shared', 'withdrawn'] as const;

const pair = z.object({
  left: identity,
  right: identity,
  state: z.enum(pairStates),
  rule: z.string().optional().describe('The limit that it would break, or `cannot-link`.'),
  evidence: z.uuid().describe('The event that states the pair.'),
});
const decision = z.object({
  customerId: z.uuid().describe('The customer that the decision is about, and its stream.'),
  cause: z.uuid().describe('The event that led to it: a touchpoint that names two identities, or an instruction.'),
  ruleVersion: z.int().describe('The rules that were in force.'),
  joined: z
    .array(z.object({ identity, type: z.string(), from: z.uuid() }))
    .describe('Identities that belong to this customer from now on, and the customer that they belonged to.'),
  aliasesAdded: z.array(z.uuid()).describe('Customer ids that answer with this customer from now on.'),
  aliasesRemoved: z.array(z.uuid()).describe('Customer ids that answer with this customer no longer.'),
  pairs: z.array(pair).describe('Pairs whose state changed.'),
});

/** Streams `customer-<id>`, written by the resolver only. The latest `joined` of an identity says whose it is. */
export const customerLinked = defineEvent(
  'identity.customer.linked',
  1,
  decision.describe('Evidence linked identities: they are one customer.'),
  { participants: [] },
);
export const customerMerged = defineEvent(
  'identity.customer.merged',
  1,
  decision.describe('Two customers turned out to be one; the older survives and answers for both ids.'),
  { participants: [] },
);
export const customerSplit = defineEvent(
  'identity.customer.split',
  1,
  decision.describe('Identities of one customer belong to different ones from now on.'),
  { participants: [] },
);
export type CustomerDecision = z.output<typeof decision>;

const sides = z.object({
  left: identities.describe('Source identities of the one side.'),
  right: identities.describe('Source identities of the other side.'),
  by: z.string().describe('Id of the API key of whoever decided.'),
  reason: personal(z.string().max(1000), 'left').describe('Why, in their own words.'),
});

/** Streams `instruction-<id>`: what a person or an operator decided. They name source identities, never customers. */
export const mergeInstructed = defineEvent(
  'identity.merge.instructed',
  1,
  sides.describe('A person decided that both sides are one customer, which outranks evidence.'),
  { participants: ['left', 'right'] },
);
export const splitInstructed = defineEvent(
  'identity.split.instructed',
  1,
  sides.describe(
    'A person decided that the sides are different customers: no evidence links them until that is lifted.',
  ),
  { participants: ['left', 'right'] },
);
export const cannotLinkLifted = defineEvent(
  'identity.cannot_link.lifted',
  1,
  sides.describe('A person lifted a split: evidence may link the sides again.'),
  { participants: ['left', 'right'] },
);

export const resolutionRules = z.object({
  version: z.int().min(1),
  limits: z
    .record(z.string(), z.int().min(1))
    .describe(
      'Identifier type (or `external`) -> how many of it one customer may gather by evidence. Absent: no limit.',
    ),
  maxPartners: z
    .int()
    .min(1)
    .describe(
      'Beyond so many partners of its own or a stronger type, an identifier is shared (a kiosk) and stops linking.',
    ),
  maxIdentities: z.int().min(2).describe('Identities of one customer, by evidence or by instruction.'),
  blocked: z.array(identity).describe('Identities that never link: kiosks, "noreply@".'),
});
export type ResolutionRules = z.output<typeof resolutionRules>;

export const rulesChanged = defineEvent(
  'identity.rules.changed',
  1,
  z
    .object({
      rules: resolutionRules.describe('The rules from now on, whole.'),
      by: z.string().describe('Id of the API key of whoever changed them.'),
      reason: z.string().max(1000).describe('Why. Clear: it is about rules and names nobody.'),
    })
    .describe('The rules by which evidence links were changed.'),
  { participants: [] },
);

export const firstRules: ResolutionRules = {
  version: 1,
  limits: { user_id: 1, email: 5, phone: 5, loyalty_card: 5, contact: 50, external: 50 },
  maxPartners: 50,
  maxIdentities: 500,
  blocked: [],
};
