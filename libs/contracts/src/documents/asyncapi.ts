import { z } from 'zod';
import { catalogue } from '../catalogue';
import type { EventDefinition } from '../events/define-event';
import { sealedField } from '../events/envelope';
import { roles } from '../events/participants';
import { touchpointsTopic } from '../topics';

type Schema = Record<string, unknown>;

const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };

/** Of `EventMetadata`. */
const metadataSchema: Schema = {
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
    },
    traceparent: text,
    causationId: text,
    correlationId: text,
    imported: { const: true },
    repairs: text,
  },
};

/** The data on the wire: clear fields as declared, and one box per role in place of the personal ones. */
const wireData = ({ schema, personal }: EventDefinition): Schema => {
  const clear = z.object(Object.fromEntries(Object.entries(schema.shape).filter(([field]) => !(field in personal))));
  const whole = z.toJSONSchema(clear, { io: 'input', target: 'draft-7' }) as Schema & { properties?: Schema };
  const { $schema: _, ...described } = whole;
  const box = {
    ...text,
    contentEncoding: 'base64',
    description: 'Sealed under the key of the first participant of this role',
  };
  const sealedRoles = [...new Set(Object.values(personal))];
  const boxes = {
    type: 'object',
    properties: Object.fromEntries(sealedRoles.map((role) => [role, box])),
    additionalProperties: false,
  };
  return { ...described, properties: { ...whole.properties, ...(sealedRoles.length > 0 && { [sealedField]: boxes }) } };
};

const nameOf = ({ type, schemaVersion }: EventDefinition): string => `${type}.v${schemaVersion}`;

const messageOf = (definition: EventDefinition): Schema => ({
  name: definition.type,
  title: definition.type,
  contentType: 'application/json',
  payload: {
    type: 'object',
    required: ['id', 'type', 'schemaVersion', 'data', 'metadata'],
    properties: {
      id: { ...text, format: 'uuid' },
      type: { const: definition.type },
      schemaVersion: { const: definition.schemaVersion },
      data: { ...text, contentMediaType: 'application/json', description: 'JSON text of the schema in x-data' },
      metadata: { $ref: '#/components/schemas/metadata' },
    },
  },
  'x-data': wireData(definition),
});

/** AsyncAPI 3.0 document of the bus: which events lie on which topic, and what of them is readable. */
export const asyncapi = (version = '1.0.0', definitions = catalogue): Schema => {
  const onBus = definitions.filter(({ type }) => type.startsWith('touchpoint.'));
  const names = onBus.map(nameOf);
  const messages = names.map((name) => ({ $ref: `#/channels/touchpoints/messages/${name}` }));
  const operation = (action: string, title: string) => ({
    action,
    title,
    channel: { $ref: '#/channels/touchpoints' },
    messages,
  });
  return {
    asyncapi: '3.0.0',
    info: { title: 'Touchstone', version },
    defaultContentType: 'application/json',
    channels: {
      touchpoints: {
        address: touchpointsTopic,
        description: 'Keyed by the primary source identity; order holds per key, delivery is at least once',
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      publishTouchpoints: operation('send', 'The gateway publishes what it has accepted'),
      receiveTouchpoints: operation('receive', 'The customer repository records each one once'),
    },
    components: {
      messages: Object.fromEntries(onBus.map((definition) => [nameOf(definition), messageOf(definition)])),
      schemas: { metadata: metadataSchema },
    },
  };
};
