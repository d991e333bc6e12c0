import { accountOpened, type AccountEvent, type OrganisationTraits } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { ownIdentifier, type Account } from './account';

export interface OpenAccount extends Circumstances {
  readonly accountId: string;
  readonly parentId?: string | undefined;
  readonly organisation: OrganisationTraits;
  readonly owner?: string | undefined;
}

export const openAccount = (command: OpenAccount, state: Account): AccountEvent[] => {
  if (state.status !== 'unknown') return [];
  const { accountId, parentId, organisation: traits, by, rep } = command;
  if (traits.name === undefined)
    throw new RuleBroken('name-needed', 'An account has a name.', '/organisation/name', 422);
  const owner = command.owner ?? rep;
  return [accountOpened({ accountId, parentId, owner, identifiers: [ownIdentifier(accountId)], traits, by })];
};
