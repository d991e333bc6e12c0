import { incompatibleChanges } from './schema-changes';

describe('incompatible changes', () => {
  const object = (properties: object, required: string[] = [], more = {}) => ({
    type: 'object',
    properties,
    required,
    ...more,
  });
  const text = { type: 'string' };

  it.each<[string, object, object]>([
    ['an optional field more', object({ a: text }), object({ a: text, b: text })],
    ['a required field less', object({ a: text }, ['a']), object({ a: text })],
    ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }],
    ['another description', { ...text, description: 'x' }, { ...text, description: 'y' }],
  ])('are not: %s', (_, was, is) => {
    expect(incompatibleChanges(was as never, is as never)).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['a field less', object({ a: text, b: text }), object({ a: text })],
    ['a field that is required now', object({ a: text }), object({ a: text }, ['a'])],
    ['another type', object({ a: text }), object({ a: { type: 'number' } })],
    ['a value less', { enum: ['a', 'b'] }, { enum: ['a'] }],
    ['a new limit', object({ a: text }), object({ a: { ...text, maxLength: 3 } })],
    ['a narrower pattern', { ...text, pattern: 'a*' }, { ...text, pattern: 'a' }],
    ['a field deep inside', object({ a: { items: object({ b: text }) } }), object({ a: { items: object({}) } })],
    ['a field that is not personal any more', object({ a: { ...text, personal: 'subject' } }), object({ a: text })],
    ['fields that are not taken any more', object({}), object({}, [], { additionalProperties: false })],
  ])('are: %s', (_, was, is) => {
    expect(incompatibleChanges(was as never, is as never)).toHaveLength(1);
  });
});
