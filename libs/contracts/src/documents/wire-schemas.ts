import { z } from 'zod';
import type { EventDefinition } from '../events/define-event';
import { sealedField } from '../events/envelope';
import { roles } from '../events/participants';

export type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const uuid = { ...text, format: 'uuid' };
const instant = { ...text, format: 'date-time' };

/** Of `EventMetadata`. */
export const metadataSchema: Schema = {
  type: 'object',
  required: ['source', 'time', 'participants'],
  properties: {
    source: { ...text, description: 'Stable id of the source record, or the name of a department' },
    time: { ...instant, description: 'When it happened' },
    receivedAt: instant,
    participants: {
      type: 'array',
      items: { ...text, pattern: `^(${roles.join('|')}):[a-z0-9_.]+:[0-9a-f]{32}$` },
      description: '<role>:<identifier type>:<source identity>, the primary subject first',
    },
    digest: { ...text, description: 'HMAC over the content as sent' },
    origin: {
      type: 'object',
      required: ['id', 'source'],
      properties: { id: text, source: text, stream: text, position: text },
      description: 'Where a copied event was first recorded',
    },
    traceparent: text,
    causationId: text,
    correlationId: text,
    imported: { const: true, description: 'History of another system: effects never fire for it' },
    import: {
      type: 'object',
      required: ['id', 'line'],
      properties: { id: { ...text, format: 'uuid' }, line: { type: 'integer', minimum: 1 } },
      description: 'Which line of which import it was',
    },
    repairs: { ...text, description: 'Id of the quarantined or parked event that this one repairs' },
  },
};

const envelope = (type: Schema, schemaVersion: Schema): Schema => ({
  title: 'In PostgreSQL',
  required: ['id', 'type', 'schemaVersion', 'metadata'],
  properties: { id: uuid, type, schemaVersion, metadata: { $ref: '#/components/schemas/metadata' } },
});
const cloudEvent = (type: Schema, versionText: Schema): Schema => ({
  title: 'On Kafka: CloudEvents 1.0, binary mode',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_schemaversion', 'ce_metadata'],
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: uuid,
    ce_type: type,
    ce_source: text,
    ce_time: instant,
    ce_schemaversion: versionText,
    ce_partitionkey: { ...text, description: 'The key of the message too' },
    ce_traceparent: text,
    ce_metadata: { ...text, contentMediaType: 'application/json', description: 'The metadata, as JSON text' },
  },
});

/** What stands beside the data of one of our events. */
export const headersOf = ({ type, schemaVersion }: Pick<EventDefinition, 'type' | 'schemaVersion'>): Schema => ({
  type: 'object',
  oneOf: [
    envelope({ const: type }, { const: schemaVersion }),
    cloudEvent({ const: type }, { const: String(schemaVersion) }),
  ],
});

/** The same of an event that is declared elsewhere, whose type matches the pattern. */
export const foreignHeaders = (pattern: string): Schema => {
  const type = { ...text, pattern };
  return {
    type: 'object',
    oneOf: [envelope(type, { type: 'integer', minimum: 1 }), cloudEvent(type, { ...text, pattern: '^[1-9]\\d*$' })],
  };
};

const box = {
  ...text,
  contentEncoding: 'base64',
  description: 'Sealed under the key of the first participant of this role',
};
const boxes = (sealing: readonly string[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(sealing.map((role) => [role, box])),
  additionalProperties: false,
});

/** The data on the wire: clear fields as declared, and one box per role in place of the personal ones. */
export const wireDataSchema = ({ schema, personal }: Pick<EventDefinition, 'schema' | 'personal'>): Schema => {
  const clear = z.object(Object.fromEntries(Object.entries(schema.shape).filter(([field]) => !(field in personal))));
  const { $schema: _, ...described } = z.toJSONSchema(clear, { io: 'input', target: 'draft-7' }) as Schema & {
    properties?: Schema;
  };
  const sealing = [...new Set(Object.values(personal))];
  return {
    ...described,
    properties: { ...described.properties, ...(sealing.length > 0 && { [sealedField]: boxes(sealing) }) },
  };
};

/** Data of an event that is declared elsewhere. */
export const foreignDataSchema: Schema = { type: 'object', properties: { [sealedField]: boxes(roles) } };

/** Headers of the Kafka protocol binding; all but the content type are those of binary mode. */
export const cloudEventHeaders: Schema = {
  type: 'object',
  properties: {
    'content-type': { type: 'string' },
    ...Object.fromEntries(
      ['specversion', 'id', 'source', 'type', 'subject', 'time'].map((name) => [`ce_${name}`, { type: 'string' }]),
    ),
  },
};
