import type { AccountEvent, Identifier, OrganisationTraits } from '@touchstone/contracts';
import type { StreamKind } from '../commands/stream-kind';

export type Account =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open';
      readonly accountId: string;
      readonly parentId: string | undefined;
      readonly owner: string | undefined;
      readonly identifiers: readonly Identifier[];
      readonly traits: OrganisationTraits;
    };

/** The account's own source identity. */
export const ownIdentifier = (accountId: string): Identifier => ({ type: 'account', value: accountId });

const evolve = (account: Account, { type, data }: AccountEvent): Account => {
  if (type === 'sales.account.opened')
    return {
      status: 'open',
      accountId: data.accountId,
      parentId: data.parentId,
      owner: data.owner,
      identifiers: [ownIdentifier(data.accountId)],
      traits: data.traits ?? {},
    };
  if (account.status === 'unknown') return account;
  switch (type) {
    case 'sales.account.changed':
      return { ...account, traits: data.traits ?? {} };
    case 'sales.account.moved':
      return { ...account, parentId: data.parentId };
    case 'sales.account.reassigned':
      return { ...account, owner: data.owner };
  }
};

export const accounts: StreamKind<Account, AccountEvent> = {
  category: 'account',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (account) => (account.status === 'unknown' ? undefined : account.owner),
  concerned: (account) =>
    account.status === 'unknown' ? [] : account.identifiers.map((identifier) => ({ ...identifier, role: 'subject' })),
};
