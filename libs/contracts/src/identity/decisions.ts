import { z } from 'zod';
import { defineEvent, personal } from '../events/define-event';

const identity = z.string().regex(/^[0-9a-f]{32}$/);
const identities = z.array(identity).min(1).max(500);

/** Why two identities do, or do not, stand in one customer. */
export const pairStates = ['linked', 'quarantined', 'shared', 'withdrawn'] as const;

const decision = z.object({
  customerId: z.uuid(),
  /** The event that led to it: a touchpoint that names two identities, or an instruction. */
  cause: z.uuid(),
  ruleVersion: z.int(),
  /** Identities that belong to this customer from now on, and the customer that they belonged to. */
  joined: z.array(z.object({ identity, type: z.string(), from: z.uuid() })),
  /** Customer ids that answer with this customer from now on, or no longer. */
  aliasesAdded: z.array(z.uuid()),
  aliasesRemoved: z.array(z.uuid()),
  /** Pairs whose state changed. `rule` names the limit or `cannot-link`; `evidence` is the event that states the pair. */
  pairs: z.array(
    z.object({
      left: identity,
      right: identity,
      state: z.enum(pairStates),
      rule: z.string().optional(),
      evidence: z.uuid(),
    }),
  ),
});

/** Streams `customer-<id>`, written by the resolver only. The latest `joined` of an identity says whose it is. */
export const customerLinked = defineEvent('identity.customer.linked', 1, decision, { participants: [] });
export const customerMerged = defineEvent('identity.customer.merged', 1, decision, { participants: [] });
export const customerSplit = defineEvent('identity.customer.split', 1, decision, { participants: [] });
export type CustomerDecision = z.output<typeof decision>;

const sides = { left: identities, right: identities, by: z.string(), reason: personal(z.string().max(1000), 'left') };

/** Streams `instruction-<id>`: what a person or an operator decided. They name source identities, never customers. */
export const mergeInstructed = defineEvent('identity.merge.instructed', 1, z.object(sides), {
  participants: ['left', 'right'],
});
export const splitInstructed = defineEvent('identity.split.instructed', 1, z.object(sides), {
  participants: ['left', 'right'],
});
export const cannotLinkLifted = defineEvent('identity.cannot_link.lifted', 1, z.object(sides), {
  participants: ['left', 'right'],
});

export const resolutionRules = z.object({
  version: z.int().min(1),
  /** Identifier type (or `external`) -> how many of it one customer may gather by evidence. Absent: no limit. */
  limits: z.record(z.string(), z.int().min(1)),
  /** Beyond so many partners of its own or a stronger type, an identifier is shared (a kiosk) and stops linking. */
  maxPartners: z.int().min(1),
  /** Identities of one customer, by evidence or by instruction. */
  maxIdentities: z.int().min(2),
  /** Identities that never link: kiosks, "noreply@". */
  blocked: z.array(identity),
});
export type ResolutionRules = z.output<typeof resolutionRules>;

export const rulesChanged = defineEvent(
  'identity.rules.changed',
  1,
  z.object({ rules: resolutionRules, by: z.string(), reason: z.string().max(1000) }),
  { participants: [] },
);

export const firstRules: ResolutionRules = {
  version: 1,
  limits: { user_id: 1, email: 5, phone: 5, loyalty_card: 5, contact: 50, external: 50 },
  maxPartners: 50,
  maxIdentities: 500,
  blocked: [],
};
