import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json';

const wellFormed = fc.string({ unit: 'binary' });
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(wellFormed, tie('value'), { maxKeys: 8 }),
  ),
  leaf: fc.oneof(
    wellFormed,
    fc.string({ unit: 'binary', minLength: 90, maxLength: 120 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  ),
})).value;

it('writes what an independent implementation of RFC 8785 writes', () => {
  fc.assert(
    fc.property(json, (value) => expect(canonicalJson(value)).toBe(canonicalize(value))),
    { numRuns: 2_000 },
  );
});
it('does not depend on the order of members', () => {
  fc.assert(
    fc.property(fc.dictionary(wellFormed, json), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});
it('can be read again', () => {
  fc.assert(
    fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))),
  );
});

// The sorting example of RFC 8785, section 3.2.3, its numbers, and what this function adds to the RFC. Frozen.
it.each([
  [
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  [[333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0], '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]'],
  [{ 10: 1, 9: 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
  ['\ud800', '"\\ud800"'],
  [{ a: undefined, b: 1 }, '{"b":1}'],
  [undefined, 'null'],
  ['\u007f"\\\n\u001f', '"\u007f\\"\\\\\\n\\u001f"'],
  [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
])('writes %j as %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
