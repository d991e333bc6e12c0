import { upcastToCurrent, type EventDefinition } from '../events/define-event';
import { canonicalJson } from '../touchpoints/canonical-json';
import { eventSchemas } from './json-schemas';
import { incompatibleChanges } from './schema-changes';

type Content = Readonly<Record<string, unknown>>;

/** What is committed, by `<type>.v<version>`. */
export interface Committed {
  readonly schemas: ReadonlyMap<string, Content>;
  /** Data of each golden sample; a further one of a version says in its name what it shows: `<type>.v<version>.<what>`. */
  readonly samples: ReadonlyMap<string, Content>;
}

const remedy = 'UPDATE_SCHEMAS=1 npx jest libs/contracts writes the schema of a new version, or of a compatible change';

const versionOf = (sample: string): string => sample.replace(/(\.v\d+)\.[a-z-]+$/, '$1');

const versionsOf = ({ type, schemaVersion }: EventDefinition): string[] =>
  Array.from({ length: schemaVersion }, (_, index) => `${type}.v${index + 1}`);

const schemaFaults = (definition: EventDefinition, { schemas }: Committed): string[] => {
  const name = `${definition.type}.v${definition.schemaVersion}`;
  const absent = versionsOf(definition).filter((version) => !schemas.has(version));
  const committed = schemas.get(name);
  const current = eventSchemas([definition])[0]?.schema ?? {};
  if (!committed) return absent.map((version) => `${version} has no committed schema: ${remedy}`);
  const changes = incompatibleChanges(committed, current).map((change) => `${name}: ${change}`);
  const stale =
    JSON.stringify(committed) === JSON.stringify(current)
      ? []
      : [`${name} differs from its committed schema: ${remedy}`];
  return [...absent.map((version) => `${version} has no committed schema`), ...(changes.length > 0 ? changes : stale)];
};

const sampleFault = (
  definition: EventDefinition,
  version: number,
  name: string,
  sample: Content | undefined,
): string | undefined => {
  if (!sample) return `${name} has no golden sample`;
  try {
    const current = upcastToCurrent(definition, version, sample);
    const whole = canonicalJson(definition.schema.parse(current)) === canonicalJson(current);
    return whole ? undefined : `${name} is not read whole`;
  } catch (error) {
    return `${name} cannot be read: ${(error as Error).message}`;
  }
};

const sampleFaults = (definition: EventDefinition, { samples }: Committed): string[] =>
  versionsOf(definition).flatMap((version, index) => {
    const further = [...samples.keys()].filter((name) => name !== version && versionOf(name) === version);
    return [version, ...further].flatMap((name) => sampleFault(definition, index + 1, name, samples.get(name)) ?? []);
  });

/** What forbids to release these declarations beside what was committed: the log is read for ever. */
export const catalogueFaults = (definitions: readonly EventDefinition[], committed: Committed): string[] => {
  const known = new Set(definitions.flatMap(versionsOf));
  const written = new Set([...committed.schemas.keys(), ...[...committed.samples.keys()].map(versionOf)]);
  const gone = [...written]
    .filter((name) => !known.has(name))
    .map((name) => `${name} was written once, and is declared no more`);
  const faults = definitions.flatMap((one) => [...schemaFaults(one, committed), ...sampleFaults(one, committed)]);
  return [...gone, ...faults];
};
