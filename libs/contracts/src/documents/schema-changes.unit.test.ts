import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../catalogue';
import { upcastToCurrent } from '../events/define-event';
import { eventSchemas } from './json-schemas';
import { incompatibleChanges } from './schema-changes';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
const schemas = join(__dirname, '..', '..', 'schemas');
const goldens = join(__dirname, '..', 'golden');

describe.each(eventSchemas())('$type, version $schemaVersion', ({ type, schemaVersion, schema }) => {
  const file = join(schemas, `${type}.v${schemaVersion}.json`);

  it('refuses nothing that the committed schema takes', () => {
    // UPDATE_SCHEMAS=1 writes the schema of a new version, or of a compatible change.
    const changes = existsSync(file) ? incompatibleChanges(read(file), schema) : [];
    expect(changes).toEqual([]);
    if (process.env['UPDATE_SCHEMAS']) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    expect(existsSync(file) && read(file)).toEqual(schema);
  });

  it('has a committed schema for every version that was ever written', () => {
    for (let version = 1; version <= schemaVersion; version++)
      expect(existsSync(join(schemas, `${type}.v${version}.json`))).toBe(true);
  });
});

describe('golden samples, kept for ever', () => {
  it.each(readdirSync(goldens))('%s reads as the current version', (name) => {
    const { type, schemaVersion, data } = read(join(goldens, name)) as {
      type: string;
      schemaVersion: number;
      data: Record<string, unknown>;
    };
    const definition = catalogue.find((one) => one.type === type)!;
    expect(name).toBe(`${type}.v${schemaVersion}.json`);
    const current = upcastToCurrent(definition, schemaVersion, data);
    expect(definition.schema.parse(current)).toEqual(current);
    if (schemaVersion === definition.schemaVersion) expect(current).toEqual(data);
  });

  it('exist for each version of each event, with every field in use', () => {
    for (const { type, schemaVersion, schema } of catalogue)
      for (let version = 1; version <= schemaVersion; version++) {
        const { data } = read(join(goldens, `${type}.v${version}.json`)) as { data: object };
        if (version === schemaVersion && type === 'touchpoint.interaction.recorded')
          expect(Object.keys(data).sort()).toEqual(Object.keys(schema.shape).sort());
      }
  });
});

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
