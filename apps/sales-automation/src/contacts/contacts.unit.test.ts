import {
  contactAdded,
  contactChanged,
  contactJoinedAccount,
  contactLeftAccount,
  contactReassigned,
} from '@touchstone/contracts';
import { given } from '../given.test-data';
import { addContact } from './add-contact';
import { changeContact, joinAccount, leaveAccount, reassignContact } from './change-contact';
import { contacts, ownIdentifier, type Contact } from './contact';

const [contactId, accountId] = ['0190f3c4-0000-7000-8000-000000000901', '0190f3c4-0000-7000-8000-000000000902'];
const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'ana', rep: 'ana' };
const email = { type: 'email' as const, value: 'ada@example.org' };
const own = ownIdentifier(contactId);
const ada = { name: 'Ada Byron' };
const added = contactAdded({ contactId, owner: 'ana', identifiers: [email, own], traits: ada, by: 'ana' });
const joined = contactJoinedAccount({ contactId, accountId, role: 'buyer', by: 'ana' });
const left = contactLeftAccount({ contactId, accountId, by: 'ana' });
const when = given(contacts);

describe('a contact', () => {
  it('is added once, for the rep who adds it unless another owner is named', () => {
    const add =
      (more: object = {}) =>
      (state: Contact) =>
        addContact({ ...circumstances, contactId, identifiers: [email], traits: ada, ...more }, state);
    when([]).when(add()).then([added]);
    when([])
      .when(add({ owner: 'ben' }))
      .then([contactAdded({ ...added.data, owner: 'ben' })]);
    when([])
      .when(add({ account: { id: accountId, role: 'buyer' } }))
      .then([added, joined]);
    when([added]).when(add()).thenNothing();
    when([])
      .when(add({ identifiers: [], traits: {} }))
      .thenRefused('person-needed', '/person');
  });
  it('changes to somebody who can be told from others, and not to what is known already', () => {
    const change = (identifiers: (typeof email)[], traits: object) => (state: Contact) =>
      changeContact({ ...circumstances, identifiers, traits }, state);
    const married = { name: 'Ada Lovelace' };
    const changed = contactChanged({ contactId, identifiers: [own], traits: married, by: 'ana' });
    when([added]).when(change([], married)).then([changed]);
    when([added, changed]).when(change([], married)).thenNothing();
    when([added])
      .when(change([email], ada))
      .thenNothing();
    when([added])
      .when(change([], { title: 'Countess' }))
      .thenRefused('person-needed', '/person');
  });
  it('joins an account once in a part, and in another part again', () => {
    const join = (role: string) => (state: Contact) => joinAccount({ ...circumstances, accountId, role }, state);
    when([added]).when(join('buyer')).then([joined]);
    when([added, joined]).when(join('buyer')).thenNothing();
    when([added, joined])
      .when(join('user'))
      .then([contactJoinedAccount({ ...joined.data, role: 'user' })]);
    when([added, joined, left]).when(join('buyer')).then([joined]);
  });
  it('leaves an account once, where it played a part', () => {
    const leave = (state: Contact) => leaveAccount({ ...circumstances, accountId }, state);
    when([added, joined]).when(leave).then([left]);
    when([added, joined, left]).when(leave).thenNothing();
    when([added, joined, left, joined]).when(leave).then([left]);
    when([added]).when(leave).thenRefused('not-at-account', '/accountId');
  });
  it('gets another owner, once', () => {
    const reassign = (owner: string) => (state: Contact) => reassignContact({ ...circumstances, owner }, state);
    const given = contactReassigned({ contactId, owner: 'ben', from: 'ana', by: 'ana' });
    when([added]).when(reassign('ben')).then([given]);
    when([added, given]).when(reassign('ben')).thenNothing();
    when([added]).when(reassign('ana')).thenNothing();
  });
});
