import { eventChannels, sealedField } from '@touchstone/contracts';
import { fieldsOf, type Field, type FieldSchema } from './fields';

export interface DocumentedEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly schema: FieldSchema;
  readonly participants: readonly string[];
  /** Data of its golden sample, before sealing. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** What an emitter sends that becomes such an event. */
  readonly sent?: Readonly<Record<string, unknown>>;
}

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const row = ({ path, type, required, sealedFor, meaning }: Field): string => {
  const kept = sealedFor === undefined ? 'clear' : `sealed: ${sealedFor}`;
  return `| \`${path}\` | ${cell(type)} | ${required ? 'yes' : ''} | ${kept} | ${cell(meaning)} |`;
};

const fieldTable = (schema: FieldSchema): string =>
  ['| field | type | always | kept | what |', '|---|---|---|---|---|', ...fieldsOf(schema).map(row)].join('\n');

/** The sample as it crosses the bus and lies in the log. */
const wireForm = ({ schema, sample }: DocumentedEvent): Record<string, unknown> => {
  const roleOf = (field: string) => schema.properties?.[field]?.personal;
  const clear = Object.entries(sample).filter(([field]) => roleOf(field) === undefined);
  const sealing = new Set(Object.keys(sample).flatMap((field) => roleOf(field) ?? []));
  const boxes = Object.fromEntries([...sealing].map((role) => [role, '<base64>']));
  return { ...Object.fromEntries(clear), ...(sealing.size > 0 && { [sealedField]: boxes }) };
};

const placesOf = (type: string): string =>
  eventChannels
    .filter(({ types }) => types.includes(type))
    .map(({ kind, address }) => `${kind} \`${address}\``)
    .join(', ');

/** One page of docs/events. */
export const eventPage = (event: DocumentedEvent): string => {
  const { type, schemaVersion, schema, participants, sample, sent } = event;
  const file = `${type}.v${schemaVersion}.json`;
  const roles = participants.length === 0 ? 'nobody' : participants.map((role) => `\`${role}\``).join(', ');
  const parts = [
    '<!-- Generated from libs/contracts by `npm run docs`: change the declaration of the event, not this page. -->',
    `# ${type}`,
    schema.description ?? '',
    `Schema version ${schemaVersion} ([JSON Schema](../../libs/contracts/schemas/${file})); ${placesOf(type)}. Participants: ${roles}.`,
    ...(sent
      ? ['## Sent', 'What becomes such an event, as a member of a batch or posted to `/v1/<type>`:', json(sent)]
      : []),
    '## Fields',
    fieldTable(schema),
    '## Example',
    'The data before it is sealed:',
    json(sample),
    ...(Object.values(schema.properties ?? {}).some(({ personal }) => personal !== undefined)
      ? ['The same on the bus and in the log:', json(wireForm(event))]
      : ['It holds nothing personal, so it lies in the log as it stands.']),
  ];
  return `${parts.join('\n\n')}\n`;
};
