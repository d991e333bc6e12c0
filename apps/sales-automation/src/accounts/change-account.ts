import {
  accountChanged,
  accountMoved,
  accountReassigned,
  canonicalJson,
  type AccountEvent,
  type OrganisationTraits,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances } from '../commands/stream-kind';
import { ownIdentifier, type Account } from './account';

export interface ChangeAccount extends Circumstances {
  readonly organisation: OrganisationTraits;
}
export const changeAccount = ({ organisation: traits, by }: ChangeAccount, state: Account): AccountEvent[] => {
  if (state.status === 'unknown') return [];
  if (traits.name === undefined)
    throw new RuleBroken('name-needed', 'An account has a name.', '/organisation/name', 422);
  if (canonicalJson(traits) === canonicalJson(state.traits)) return [];
  const { accountId } = state;
  return [accountChanged({ accountId, identifiers: [ownIdentifier(accountId)], traits, by })];
};

export interface MoveAccount extends Circumstances {
  readonly parentId?: string | undefined;
  /** The new parent and everything above it. */
  readonly above: readonly string[];
}
export const moveAccount = ({ parentId, above, by }: MoveAccount, state: Account): AccountEvent[] => {
  if (state.status === 'unknown' || state.parentId === parentId) return [];
  if (above.includes(state.accountId))
    throw new RuleBroken('circular-hierarchy', 'The account would lie above itself.', '/parentId', 422);
  return [accountMoved({ accountId: state.accountId, parentId, by })];
};

export interface ReassignAccount extends Circumstances {
  readonly owner: string;
  readonly reassignmentId?: string | undefined;
}
export const reassignAccount = ({ owner, reassignmentId, by }: ReassignAccount, state: Account): AccountEvent[] =>
  state.status === 'unknown' || state.owner === owner
    ? []
    : [accountReassigned({ accountId: state.accountId, owner, from: state.owner, reassignmentId, by })];
