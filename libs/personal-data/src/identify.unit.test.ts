import { contentDigester } from './content-digester';
import { identifier } from './identify';
import { identityHasher } from './identity-hasher';

const pepper = Buffer.alloc(32, 7);
const hash = identityHasher(pepper);

// Kept for ever: another answer would split every customer.
it.each([
  ['user_id', 'u-1001', 'd85e35ff4ef759ecbab4b1d27fb47524'],
  ['email', 'ada@example.com', 'f417b5eb21da87310fe1ed9bb5ba15fa'],
  ['phone', '+442079460018', 'f3ddc9cf784e489842787181b3e687a7'],
])('hashes %s %s for ever the same', (type, value, identity) => {
  expect(hash(type, value)).toBe(identity);
});
it('gives other identities under another pepper, and for another type', () => {
  expect(identityHasher(Buffer.alloc(32, 8))('user_id', 'u-1001')).not.toBe(hash('user_id', 'u-1001'));
  expect(hash('anonymous_id', 'u-1001')).not.toBe(hash('user_id', 'u-1001'));
});
it('digests for ever the same', () => {
  expect(contentDigester(pepper)('{"a":1}')).toBe('0d733feec304f131c0dcbceb873c317e2bcc4789397082bd429646222a2eb027');
});
it('answers the same from memory as without it, within its bound', () => {
  const cached = identifier(hash, { max: 2 });
  const sent = [
    { type: 'email', value: ' Ada@Example.com ' },
    { type: 'phone', value: '020 7946 0018' },
    { type: 'user_id', value: 'null' },
  ] as const;
  for (let round = 0; round < 3; round++)
    for (const one of sent) expect(cached(one, 'GB')).toEqual(identifier(hash)(one, 'GB'));
  expect(cached(sent[0])).toMatchObject({ value: 'ada@example.com', identity: hash('email', 'ada@example.com') });
  expect(cached(sent[2])).toBeUndefined();
});
it('reads a national number by its region, and never by another one', () => {
  const cached = identifier(hash);
  const national = { type: 'phone', value: '020 7946 0018' } as const;
  expect(cached(national)).toBeUndefined();
  expect(cached(national, 'GB')?.value).toBe('+442079460018');
  expect(cached(national, 'DE')?.value).not.toBe('+442079460018');
});
