import {
  leadAssigned,
  leadCaptured,
  type AssignmentRule,
  type LeadEvent,
  type PersonTraits,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import type { Coverage } from '../assignment-rules/coverage';
import { fittingRule } from '../assignment-rules/fitting-rule';
import { identifiersIn } from '../parties/identifiers';
import { ownIdentifier, type Lead } from './lead';

export interface CaptureLead extends Circumstances {
  readonly leadId: string;
  readonly channel: Extract<LeadEvent, { type: 'sales.lead.captured' }>['data']['channel'];
  readonly origin?: string | undefined;
  readonly country?: string | undefined;
  readonly person: PersonTraits & { readonly userId?: string | undefined };
  readonly note?: string | undefined;
  readonly owner?: string | undefined;
  /** By which a lead is assigned that nobody owns. */
  readonly rules?: readonly AssignmentRule[];
  /** Of the territories that the rules name, today. */
  readonly coverage?: Coverage;
}

export const captureLead = (command: CaptureLead, state: Lead): LeadEvent[] => {
  if (state.status !== 'unknown') return [];
  const { leadId, channel, origin, country, note, by, rep, region, rules = [] } = command;
  const { userId, ...traits } = command.person;
  const named = identifiersIn(command.person, '/person', region);
  if (named.length === 0 && traits.name === undefined)
    throw new RuleBroken('person-needed', 'A lead names a person: by name, e-mail, phone or user id.', '/person', 422);
  const identifiers = [...named, ownIdentifier(leadId)];
  const owner = command.owner ?? rep;
  const chosen = owner === undefined ? fittingRule(rules, command, command.coverage) : { owner };
  return [
    leadCaptured({ leadId, channel, origin, country, identifiers, traits, note, by }),
    ...(chosen === undefined ? [] : [leadAssigned({ leadId, ...chosen, by })]),
  ];
};
