import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { personIdentifierTypes, type IdentifierType } from './identifier-types';
import { identityMessage, normaliseIdentifier } from './normalise';

interface Golden {
  type: IdentifierType;
  value: string;
  region?: string;
  normalised: string | null;
}
// Kept for ever: another answer would split customers, so a new library or rule must give these very forms.
const golden = JSON.parse(readFileSync(join(__dirname, 'golden', 'normalised.v1.json'), 'utf8')) as Golden[];

it.each(golden)('$type $value ($region) is $normalised', ({ type, value, region, normalised }) => {
  expect(normaliseIdentifier({ type, value }, region) ?? null).toBe(normalised);
});

const types = [
  ...personIdentifierTypes.filter((type) => type !== 'external'),
  'external.crm',
  'group_id',
] as IdentifierType[];
it('is settled after one time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.string({ unit: 'grapheme' }), (type, value) => {
      const once = normaliseIdentifier({ type, value }, 'DE');
      if (once !== undefined) expect(normaliseIdentifier({ type, value: once }, 'DE')).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});
it('never needs a region for a number with its country code', () => {
  for (const region of [undefined, 'DE', 'US', 'IT'])
    expect(normaliseIdentifier({ type: 'phone', value: '+44 20 7946 0018' }, region)).toBe('+442079460018');
});
it('hashes one frozen message', () => {
  expect(identityMessage('email', 'ada@example.com')).toBe('email|ada@example.com');
});
