import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { catalogue } from '../catalogue';
import { defineEvent, personal, type EventDefinition } from '../events/define-event';
import { interactionRecorded } from '../touchpoints/touchpoint-events';
import { catalogueFaults, type Committed } from './catalogue-faults';
import { eventSchemas } from './json-schemas';
import { incompatibleChanges } from './schema-changes';

type Content = Record<string, unknown>;

const schemaFolder = join(__dirname, '..', '..', 'schemas');
const sampleFolder = join(__dirname, '..', 'golden');
const read = (folder: string) =>
  readdirSync(folder).map(
    (file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Content] as const,
  );
const samples = new Map(read(sampleFolder).map(([name, { data }]) => [name, data as Content]));
const committed = (): Committed => ({ schemas: new Map(read(schemaFolder)), samples });

const updateSchemas = ({ schemas }: Committed): void => {
  for (const { type, schemaVersion, schema } of eventSchemas()) {
    const name = `${type}.v${schemaVersion}`;
    const changes = incompatibleChanges(schemas.get(name) ?? schema, schema);
    if (changes.length > 0) throw new Error(`${name} needs a new schema version: ${changes.join('; ')}`);
    writeFileSync(join(schemaFolder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
};

describe('the events that are declared', () => {
  it('read everything that was ever written, and have their schema and a sample for every version', () => {
    if (process.env['UPDATE_SCHEMAS']) updateSchemas(committed());
    expect(catalogueFaults(catalogue, committed())).toEqual([]);
  });

  it('have samples of a touchpoint with every field in use', () => {
    const ofTouchpoints = [...samples].filter(([name]) => name.startsWith('touchpoint.interaction.recorded.v1'));
    const used = new Set(ofTouchpoints.flatMap(([, sample]) => Object.keys(sample)));
    expect([...used].sort()).toEqual(Object.keys(interactionRecorded.schema.shape).sort());
  });
});

const type = 'planted.event.happened';
const shape = { amount: z.string(), note: personal(z.string().optional()) };
const declare = (fields: z.ZodRawShape, version = 1, upcasts: EventDefinition['upcasts'] = {}) =>
  defineEvent(type, version, z.object(fields), { participants: ['subject'], upcasts }) as unknown as EventDefinition;
const first = declare(shape);
const schemaOf = (definition: EventDefinition) => eventSchemas([definition])[0]!.schema;
const sample = { amount: '1', note: 'x' };
const written: Committed = {
  schemas: new Map([[`${type}.v1`, schemaOf(first)]]),
  samples: new Map([[`${type}.v1`, sample]]),
};
const second = declare({ ...shape, place: z.string() }, 2, { 1: (data) => ({ ...data, place: 'unknown' }) });
const secondWritten: Committed = {
  schemas: new Map([...written.schemas, [`${type}.v2`, schemaOf(second)]]),
  samples: new Map([...written.samples, [`${type}.v2`, { ...sample, place: 'here' }]]),
};

describe('a change of the declarations', () => {
  it.each<[string, EventDefinition[], Committed]>([
    ['none', [first], written],
    ['a new version with schema, sample and upcast', [second], secondWritten],
  ])('is fine: %s', (_, definitions, found) => {
    expect(catalogueFaults(definitions, found)).toEqual([]);
  });

  it('may seal for another role, because a box says whose it is, and may not leave open what was sealed', () => {
    const forPayer = declare({ ...shape, note: personal(z.string().optional(), 'payer') });
    const open = declare({ ...shape, note: z.string().optional() });
    expect(incompatibleChanges(schemaOf(first), schemaOf(forPayer))).toEqual([]);
    expect(incompatibleChanges(schemaOf(first), schemaOf(open))).toEqual([expect.stringContaining('personal')]);
  });

  it.each<[string, EventDefinition[], Committed, string | RegExp]>([
    ['an event is gone', [], written, /is declared no more/],
    [
      'an event that nobody committed',
      [first],
      { schemas: new Map(), samples: written.samples },
      /no committed schema/,
    ],
    ['an event without a sample', [first], { ...written, samples: new Map() }, /no golden sample/],
    [
      'a further sample that is not read',
      [first],
      { ...written, samples: new Map([...written.samples, [`${type}.v1.bare`, {}]]) },
      /v1\.bare cannot be read/,
    ],
    ['another type of a field', [declare({ ...shape, amount: z.number() })], written, /amount\/type was "string"/],
    ['a field is gone', [declare({ amount: z.string() })], written, /properties\/note is gone/],
    ['a field must be there now', [declare({ ...shape, note: personal(z.string()) })], written, /note is required now/],
    [
      'a personal field becomes clear',
      [declare({ ...shape, note: z.string().optional() })],
      written,
      /note\/personal was/,
    ],
    ['a new field, schema not written', [declare({ ...shape, more: z.string().optional() })], written, /differs/],
    ['a version without an upcast', [declare({ ...shape, place: z.string() }, 2)], secondWritten, /no upcast/],
    [
      'a new version without its schema',
      [second],
      { ...secondWritten, schemas: written.schemas },
      /v2 has no committed/,
    ],
  ])('is refused: %s', (_, definitions, found, fault) => {
    expect(catalogueFaults(definitions, found)).toContainEqual(expect.stringMatching(fault));
  });
});
