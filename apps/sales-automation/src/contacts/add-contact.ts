import {
  contactAdded,
  contactJoinedAccount,
  type ContactEvent,
  type Identifier,
  type PersonTraits,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { ownIdentifier, type Contact } from './contact';

export interface AddContact extends Circumstances {
  readonly contactId: string;
  readonly leadId?: string | undefined;
  readonly owner?: string | undefined;
  /** Normalised, without the contact's own. */
  readonly identifiers: readonly Identifier[];
  readonly traits: PersonTraits;
  readonly account?: { readonly id: string; readonly role: string } | undefined;
}

/** Throws RuleBroken for a person whom nothing tells from others. */
export const mustBeSomebody = (identifiers: readonly Identifier[], traits: PersonTraits): void => {
  if (identifiers.length === 0 && traits.name === undefined)
    throw new RuleBroken('person-needed', 'A contact has a name, an e-mail, a phone or a user id.', '/person', 422);
};

export const addContact = (command: AddContact, state: Contact): ContactEvent[] => {
  if (state.status !== 'unknown') return [];
  const { contactId, leadId, identifiers, traits, account, by, rep } = command;
  mustBeSomebody(identifiers, traits);
  const owner = command.owner ?? rep;
  const all = [...identifiers, ownIdentifier(contactId)];
  return [
    contactAdded({ contactId, leadId, owner, identifiers: all, traits, by }),
    ...(account ? [contactJoinedAccount({ contactId, accountId: account.id, role: account.role, by })] : []),
  ];
};
