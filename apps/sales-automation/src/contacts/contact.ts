import type { ContactEvent, Identifier, PersonTraits } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';

export type Contact =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly contactId: string;
      readonly leadId: string | undefined;
      readonly owner: string | undefined;
      readonly identifiers: readonly Identifier[];
      readonly traits: PersonTraits;
      /** Account -> part in buying. */
      readonly accounts: Readonly<Record<string, string>>;
      /** Accounts at which the contact played a part before. */
      readonly left: readonly string[];
    };

/** The contact's own source identity. */
export const ownIdentifier = (contactId: string): Identifier => ({ type: 'contact', value: contactId });

const without = (accounts: Readonly<Record<string, string>>, id: string): Record<string, string> =>
  Object.fromEntries(Object.entries(accounts).filter(([account]) => account !== id));

const evolve = (contact: Contact, { type, data }: ContactEvent): Contact => {
  if (type === 'sales.contact.added')
    return {
      status: 'known',
      contactId: data.contactId,
      leadId: data.leadId,
      owner: data.owner,
      identifiers: (data.identifiers as Identifier[] | undefined) ?? [ownIdentifier(data.contactId)],
      traits: data.traits ?? {},
      accounts: {},
      left: [],
    };
  if (contact.status === 'unknown') return contact;
  switch (type) {
    case 'sales.contact.changed':
      return {
        ...contact,
        identifiers: (data.identifiers as Identifier[] | undefined) ?? [ownIdentifier(data.contactId)],
        traits: data.traits ?? {},
      };
    case 'sales.contact.joined_account':
      return {
        ...contact,
        accounts: { ...contact.accounts, [data.accountId]: data.role },
        left: contact.left.filter((id) => id !== data.accountId),
      };
    case 'sales.contact.left_account':
      return {
        ...contact,
        accounts: without(contact.accounts, data.accountId),
        left: [...contact.left, data.accountId],
      };
    case 'sales.contact.reassigned':
      return { ...contact, owner: data.owner };
  }
};

const concerned = (contact: Contact): readonly Concerned[] =>
  contact.status === 'unknown'
    ? []
    : [
        ...contact.identifiers.map((identifier) => ({ ...identifier, role: 'subject' as const })),
        ...Object.keys(contact.accounts).map(
          (value) => ({ role: 'organisation', type: 'account', value }) satisfies Concerned,
        ),
      ];

export const contacts: StreamKind<Contact, ContactEvent> = {
  category: 'contact',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (contact) => (contact.status === 'unknown' ? undefined : contact.owner),
  concerned,
};
