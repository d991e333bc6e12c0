import { leadAssigned, leadCaptured, type LeadEvent, type PersonTraits } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { identifiersOf } from '../parties/identifiers';
import { ownIdentifier, type Lead } from './lead';

export interface CaptureLead extends Circumstances {
  readonly leadId: string;
  readonly channel: Extract<LeadEvent, { type: 'sales.lead.captured' }>['data']['channel'];
  readonly origin?: string | undefined;
  readonly person: PersonTraits & { readonly userId?: string | undefined };
  readonly note?: string | undefined;
  readonly owner?: string | undefined;
}

export const captureLead = (command: CaptureLead, state: Lead): LeadEvent[] => {
  if (state.status !== 'unknown') return [];
  const { leadId, channel, origin, note, by, rep, region } = command;
  const { userId, ...traits } = command.person;
  const identifiers = identifiersOf(command.person, { own: ownIdentifier(leadId), pointer: '/person', region });
  if (identifiers.length === 1 && traits.name === undefined)
    throw new RuleBroken('person-needed', 'A lead names a person: by name, e-mail, phone or user id.', '/person', 422);
  const owner = command.owner ?? rep;
  return [
    leadCaptured({ leadId, channel, origin, identifiers, traits, note, by }),
    ...(owner === undefined ? [] : [leadAssigned({ leadId, owner, by })]),
  ];
};
