import { accountChanged, accountMoved, accountOpened, accountReassigned } from '@touchstone/contracts';
import { given } from '../given.test-data';
import { accounts, ownIdentifier, type Account } from './account';
import { changeAccount, moveAccount, reassignAccount } from './change-account';
import { openAccount } from './open-account';

const [accountId, parentId] = ['0190f3c4-0000-7000-8000-000000000601', '0190f3c4-0000-7000-8000-000000000602'];
const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'ana', rep: 'ana' };
const identifiers = [ownIdentifier(accountId)];
const named = (name: string) => ({ accountId, identifiers, traits: { name }, by: 'ana' });
const opened = accountOpened({ ...named('Alder Mills'), owner: 'ana' });
const moved = accountMoved({ accountId, parentId, by: 'ana' });
const when = given(accounts);

describe('an account', () => {
  const open = (organisation: object) => (state: Account) =>
    openAccount({ ...circumstances, accountId, organisation }, state);
  it('is opened once, with a name', () => {
    when([])
      .when(open({ name: 'Alder Mills' }))
      .then([opened]);
    when([opened])
      .when(open({ name: 'Alder Mills' }))
      .thenNothing();
    when([]).when(open({})).thenRefused('name-needed', '/organisation/name');
  });
  it('changes, and keeps a name', () => {
    const change = (organisation: object) => (state: Account) =>
      changeAccount({ ...circumstances, organisation }, state);
    when([opened])
      .when(change({ name: 'Alder' }))
      .then([accountChanged(named('Alder'))]);
    when([opened])
      .when(change({ name: 'Alder Mills' }))
      .thenNothing();
    when([opened]).when(change({})).thenRefused('name-needed', '/organisation/name');
  });
  it('moves below another one, once, and never below itself', () => {
    const move = (above: readonly string[]) => (state: Account) =>
      moveAccount({ ...circumstances, parentId, above }, state);
    when([opened])
      .when(move([parentId]))
      .then([moved]);
    when([opened, moved])
      .when(move([parentId]))
      .thenNothing();
    when([opened])
      .when(move([parentId, accountId]))
      .thenRefused('circular-hierarchy', '/parentId');
  });
  it('gets another owner, once', () => {
    const reassign = (owner: string) => (state: Account) => reassignAccount({ ...circumstances, owner }, state);
    const given = accountReassigned({ accountId, owner: 'ben', from: 'ana', by: 'ana' });
    when([opened]).when(reassign('ben')).then([given]);
    when([opened]).when(reassign('ana')).thenNothing();
  });
});
