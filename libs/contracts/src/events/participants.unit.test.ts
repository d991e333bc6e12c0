import fc from 'fast-check';
import { decodeParticipant, encodeParticipant, identitiesInRole, roles } from './participants';
import {
  identifierPriority,
  isIdentifierType,
  isOrganisationType,
  organisationIdentifierTypes,
  personIdentifierTypes,
} from '../identity/identifier-types';
import type { IdentifierType } from '../identity/identifier-types';
import { byIdentifierPriority } from '../identity/primary-identity';

const external = fc.stringMatching(/^external\.[a-z0-9_]{1,32}$/);
const plain = [...personIdentifierTypes.filter((type) => type !== 'external'), ...organisationIdentifierTypes];
const type = fc.oneof(fc.constantFrom(...plain), external) as fc.Arbitrary<IdentifierType>;
const identity = fc.stringMatching(/^[0-9a-f]{32}$/);
const participant = fc.record({ role: fc.constantFrom(...roles), type, identity });

it('reads what it has written', () => {
  fc.assert(fc.property(participant, (one) => expect(decodeParticipant(encodeParticipant(one))).toEqual(one)));
});
it('is written in one frozen form', () => {
  expect(encodeParticipant({ role: 'subject', type: 'external.crm', identity: '0f'.repeat(16) })).toBe(
    `subject:external.crm:${'0f'.repeat(16)}`,
  );
});
it('finds those of a role in their order', () => {
  fc.assert(
    fc.property(fc.array(participant), fc.constantFrom(...roles), (all, role) => {
      expect(identitiesInRole(all.map(encodeParticipant), role)).toEqual(all.filter((one) => one.role === role));
    }),
  );
});
it.each(['', 'subject', 'subject:user_id', ':user_id:x'])('refuses %p', (text) => {
  expect(() => decodeParticipant(text)).toThrow('A participant is written');
});

it('chooses the primary identity in one frozen order, whatever the order of sending', () => {
  const all = [
    'device_id',
    'group_id',
    'anonymous_id',
    'external.b',
    'external.a',
    'contact',
    'loyalty_card',
    'phone',
    'account',
    'email',
    'user_id',
  ];
  const named = all.map((one) => ({ type: one as IdentifierType, identity: 'a' }));
  expect(named.sort(byIdentifierPriority).map((one) => one.type)).toEqual([
    'user_id',
    'email',
    'phone',
    'loyalty_card',
    'contact',
    'external.a',
    'external.b',
    'anonymous_id',
    'device_id',
    'group_id',
    'account',
  ]);
  fc.assert(
    fc.property(fc.array(fc.record({ type, identity })), (some) => {
      expect([...some].reverse().sort(byIdentifierPriority)).toEqual([...some].sort(byIdentifierPriority));
    }),
  );
});
it('knows its types', () => {
  for (const known of plain) expect(isIdentifierType(known)).toBe(true);
  for (const unknown of ['', 'external', 'external.', 'external.A', `external.${'a'.repeat(33)}`, 'mail', 'toString'])
    expect(isIdentifierType(unknown)).toBe(false);
  expect(['group_id', 'account', 'user_id'].map(isOrganisationType)).toEqual([true, true, false]);
  expect(identifierPriority('external.crm')).toBe(identifierPriority('external.erp'));
});
