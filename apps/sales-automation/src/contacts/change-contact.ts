import {
  canonicalJson,
  contactChanged,
  contactJoinedAccount,
  contactLeftAccount,
  contactReassigned,
  type ContactEvent,
  type Identifier,
  type PersonTraits,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { mustBeSomebody } from './add-contact';
import { ownIdentifier, type Contact } from './contact';

export interface ChangeContact extends Circumstances {
  /** Normalised, without the contact's own. */
  readonly identifiers: readonly Identifier[];
  readonly traits: PersonTraits;
}
export const changeContact = ({ identifiers, traits, by }: ChangeContact, state: Contact): ContactEvent[] => {
  if (state.status === 'unknown') return [];
  mustBeSomebody(identifiers, traits);
  const { contactId } = state;
  const wished = { identifiers: [...identifiers, ownIdentifier(contactId)], traits };
  const known = { identifiers: state.identifiers, traits: state.traits };
  return canonicalJson(wished) === canonicalJson(known) ? [] : [contactChanged({ contactId, ...wished, by })];
};

export interface JoinAccount extends Circumstances {
  readonly accountId: string;
  readonly role: string;
}
export const joinAccount = ({ accountId, role, by }: JoinAccount, state: Contact): ContactEvent[] =>
  state.status === 'unknown' || state.accounts[accountId] === role
    ? []
    : [contactJoinedAccount({ contactId: state.contactId, accountId, role, by })];

export interface LeaveAccount extends Circumstances {
  readonly accountId: string;
}
export const leaveAccount = ({ accountId, by }: LeaveAccount, state: Contact): ContactEvent[] => {
  if (state.status === 'unknown') return [];
  if (state.left.includes(accountId)) return [];
  if (state.accounts[accountId] === undefined)
    throw new RuleBroken('not-at-account', 'The contact plays no part at this account.', '/accountId');
  return [contactLeftAccount({ contactId: state.contactId, accountId, by })];
};

export interface ReassignContact extends Circumstances {
  readonly owner: string;
  readonly reassignmentId?: string | undefined;
}
export const reassignContact = ({ owner, reassignmentId, by }: ReassignContact, state: Contact): ContactEvent[] =>
  state.status === 'unknown' || state.owner === owner
    ? []
    : [contactReassigned({ contactId: state.contactId, owner, from: state.owner, reassignmentId, by })];
