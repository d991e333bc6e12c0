import { ingestLimits } from '@touchstone/contracts';
import { json, position, problem, ref, retry } from '../ingest/openapi';

const text = { type: 'string', minLength: 1 };

const cloudEvent = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  description: 'CloudEvents 1.0 in the JSON format; further attributes are extensions.',
  properties: {
    specversion: { const: '1.0' },
    id: { ...text, description: 'Unique within its source; makes a resend a duplicate.' },
    source: { ...text, format: 'uri-reference' },
    type: { ...text, description: 'Reserved names such as Order Completed are recognised, also behind a domain name.' },
    subject: { type: ['string', 'null'], description: 'Whom it is about: `<identifier type>:<value>`.' },
    time: { type: ['string', 'null'], format: 'date-time' },
    datacontenttype: { type: ['string', 'null'] },
    dataschema: { type: ['string', 'null'], format: 'uri' },
    data: { description: 'May name the customer: userId, anonymousId, email, phone, groupId, identifiers.' },
    data_base64: { type: ['string', 'null'] },
  },
};

const header = (attribute: string, description: string) => ({
  name: `ce-${attribute}`,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

const eventsPath = {
  post: {
    operationId: 'ingest_events',
    summary: 'Takes CloudEvents: structured, binary or batched',
    tags: ['ingest'],
    security: [{ writeKeyBearer: [] }, { writeKeyHeader: [] }, { writeKeyQuery: [] }, { writeKey: [] }],
    parameters: [
      ...['specversion', 'id', 'source', 'type'].map((attribute) => header(attribute, 'In binary mode')),
      ...['subject', 'time', 'dataschema'].map((attribute) => header(attribute, 'In binary mode, if it has one')),
    ],
    requestBody: {
      content: {
        'application/cloudevents+json': { schema: ref('CloudEvent') },
        'application/cloudevents-batch+json': {
          schema: { type: 'array', maxItems: ingestLimits.batchEvents, items: ref('CloudEvent') },
        },
        '*/*': { schema: {} },
      },
    },
    responses: {
      200: {
        description: 'Every accepted event is durable; rejected lists the others of a batch',
        headers: position,
        ...json(ref('IngestAnswer')),
      },
      202: {
        description: 'The one event is durable, but held back by the tracking plan of its source',
        ...json(ref('IngestAnswer')),
      },
      400: problem('The request cannot be read, or its one event is rejected'),
      401: problem('No write key, or one that is not valid'),
      413: problem('The request is larger than 5 MiB or 2500 events, or its one event than 256 KiB'),
      415: problem('No CloudEvent, or in a format that is not known'),
      429: { ...problem('Too much is in hand'), headers: retry },
      503: { ...problem('The bus cannot be reached; nothing was acknowledged'), headers: retry },
    },
  },
};

interface Document {
  readonly paths?: object;
  readonly components?: { readonly schemas?: object; readonly securitySchemes?: object };
}

/** The document, completed by the route that takes CloudEvents. */
export const withCloudEvents = (made: object): object => {
  const { paths, components } = made as Document;
  const securitySchemes = {
    ...components?.securitySchemes,
    writeKeyBearer: { type: 'http', scheme: 'bearer', description: 'The write key.' },
    writeKeyQuery: { type: 'apiKey', in: 'query', name: 'access_token', description: 'The write key.' },
  };
  const schemas = { ...components?.schemas, CloudEvent: cloudEvent };
  return {
    ...made,
    paths: { ...paths, '/events': eventsPath },
    components: { ...components, schemas, securitySchemes },
  };
};
