import { ingestLimits, rejectionCodes } from '@touchstone/contracts';
import { messageTypes } from '../mapping/message';

export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: object) => ({ content: { 'application/json': { schema } } });
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('IngestProblem') } },
});
const text = { type: 'string' };
const freeForm = { type: ['object', 'null'], additionalProperties: true };
const id = { type: ['string', 'number', 'null'] };
const count = { type: 'integer', minimum: 0 };

const touchpoint = {
  type: 'object',
  additionalProperties: true,
  properties: {
    type: { enum: messageTypes },
    messageId: {
      ...id,
      description: `At most ${ingestLimits.messageIdLength} characters; makes a resend a duplicate.`,
    },
    userId: id,
    anonymousId: id,
    groupId: id,
    previousId: id,
    event: { type: ['string', 'null'] },
    name: { type: ['string', 'null'] },
    traits: freeForm,
    properties: freeForm,
    context: freeForm,
    timestamp: { type: ['string', 'number', 'null'] },
  },
};
const batch = {
  type: 'object',
  required: ['batch'],
  properties: {
    batch: { type: 'array', maxItems: ingestLimits.batchEvents, items: ref('Touchpoint') },
    context: { ...freeForm, description: 'Given to each member, whose own fields go first.' },
    integrations: { ...freeForm, description: 'As context.' },
    sentAt: { type: ['string', 'number', 'null'] },
    writeKey: text,
  },
};
const rejection = {
  type: 'object',
  required: ['index', 'code', 'detail'],
  properties: { index: count, messageId: text, code: { enum: rejectionCodes }, detail: text },
};
const answer = {
  type: 'object',
  required: ['success', 'ok', 'received', 'accepted', 'rejected'],
  properties: {
    success: { const: true },
    ok: { const: true },
    received: count,
    accepted: { ...count, description: 'Durable.' },
    rejected: { type: 'array', items: rejection },
    quarantined: {
      type: 'array',
      items: rejection,
      description: 'Held back by the tracking plan of the source, until somebody releases or discards them.',
    },
    withoutId: { type: 'array', items: count, description: 'Cannot be recognised when they are sent again.' },
  },
};
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: { type: text, title: text, status: { type: 'integer' }, detail: text },
};

export const retry = { 'Retry-After': { description: 'Whole seconds', schema: { type: 'integer' } } };
export const position = { 'Touchstone-Position': { description: 'For Touchstone-Wait-For of a read', schema: text } };
const operation = (name: string, summary: string, body: object) => ({
  post: {
    operationId: `ingest_${name}`,
    summary,
    tags: ['ingest'],
    security: [{ writeKey: [] }, { writeKeyHeader: [] }],
    requestBody: { required: true, ...json(body) },
    responses: {
      200: {
        description: 'Every accepted event is durable; rejected lists the others',
        headers: position,
        ...json(ref('IngestAnswer')),
      },
      400: problem('The request cannot be read; nothing is stored'),
      401: problem('No write key, or one that is not valid'),
      429: { ...problem('Too much is in hand'), headers: retry },
      503: { ...problem('The bus cannot be reached; nothing was acknowledged'), headers: retry },
    },
  },
});

const paths = {
  '/v1/batch': operation('batch', 'Sends touchpoints; short form /v1/b', ref('TouchpointBatch')),
  '/v1/import': operation('import', 'Sends history: times are taken as they are', ref('TouchpointBatch')),
  ...Object.fromEntries(
    messageTypes.map((type) => [
      `/v1/${type}`,
      operation(type, `Sends one ${type}; short form /v1/${type[0]}`, ref('Touchpoint')),
    ]),
  ),
  ...Object.fromEntries(
    messageTypes.flatMap((type) => [
      [`/api/s/${type}`, operation(`jitsu_${type}`, `Sends one ${type}, as the Jitsu SDK does`, ref('Touchpoint'))],
      [
        `/api/s/s2s/${type}`,
        operation(`jitsu_s2s_${type}`, `Sends one ${type}, as the Jitsu SDK does from a server`, ref('Touchpoint')),
      ],
    ]),
  ),
  '/api/s/s2s/batch': operation('jitsu_s2s_batch', 'Sends touchpoints, as to Jitsu', ref('TouchpointBatch')),
};

const counts = (...names: readonly string[]) => Object.fromEntries(names.map((each) => [each, count]));
const importReceipt = {
  type: 'object',
  description: 'read = stored + duplicate + conflict + rejected + waiting',
  properties: {
    importId: text,
    source: text,
    begunAt: { ...text, format: 'date-time' },
    ...counts('read', 'stored', 'duplicate', 'conflict', 'rejected', 'waiting'),
    rejectedBy: { type: 'object', additionalProperties: count },
  },
};
const hourlyReceipt = {
  type: 'object',
  description: 'received = stored + duplicate + conflict + rejected',
  properties: {
    source: text,
    hour: { ...text, format: 'date-time' },
    ...counts('received', 'stored', 'duplicate', 'conflict', 'rejected'),
  },
};
const importedLine = {
  type: 'object',
  properties: { line: count, outcome: { enum: ['rejected', 'conflict', 'duplicate'] }, code: text, rejection: text },
};
const listOf = (items: object) => ({
  type: 'object',
  properties: { items: { type: 'array', items }, next: { type: ['string', 'null'] } },
});
const inQuery = (parameter: string, description: string) => ({
  name: parameter,
  in: 'query',
  description,
  schema: text,
});
const importId = { name: 'importId', in: 'path', required: true, schema: { ...text, format: 'uuid' } };
const reading = (name: string, summary: string, schema: object, parameters: readonly object[]) => ({
  get: {
    operationId: `receipts_${name}`,
    summary,
    tags: ['receipts'],
    security: [{ writeKey: [] }, { writeKeyHeader: [] }, { bearer: [] }],
    parameters,
    responses: {
      200: { description: 'As far as it is known now', ...json(schema) },
      401: problem('No key, or one that is not valid'),
      404: problem('No such import of a source that the key may ask about'),
      503: { ...problem('The customer repository does not answer'), headers: retry },
    },
  },
});
const receiptPaths = {
  '/v1/receipts': reading('hours', 'What became of the events of a source and hour', listOf(hourlyReceipt), [
    inQuery('source', 'Only those of this source'),
    inQuery('from', 'Hours from here on'),
    inQuery('to', 'Hours before this one'),
  ]),
  '/v1/receipts/{importId}': reading('import', 'What became of the lines of an import', importReceipt, [importId]),
  '/v1/receipts/{importId}/lines': reading(
    'lines',
    'The lines of an import that were not stored',
    listOf(importedLine),
    [
      importId,
      inQuery('outcome', 'rejected, conflict, duplicate, or some of them with commas between; all unless told'),
      inQuery('cursor', 'The `next` of the page before'),
      inQuery('limit', 'At most 1000'),
    ],
  ),
};

interface Document {
  readonly paths?: object;
  readonly components?: { readonly schemas?: object; readonly securitySchemes?: object };
}

/** The document of the controllers, completed by the bare routes that take touchpoints. */
export const completeOpenapi = (made: object): object => {
  const { paths: known, components } = made as Document;
  const schemas = {
    ...components?.schemas,
    Touchpoint: touchpoint,
    TouchpointBatch: batch,
    IngestAnswer: answer,
    IngestProblem: problemSchema,
  };
  const securitySchemes = {
    ...components?.securitySchemes,
    writeKey: { type: 'http', scheme: 'basic', description: 'The write key as user name, without a password.' },
    writeKeyHeader: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Write-Key',
      description: 'The write key, or `<any name>:<write key>` as the Jitsu SDK demands.',
    },
  };
  return {
    ...made,
    paths: { ...known, ...paths, ...receiptPaths },
    components: { ...components, schemas, securitySchemes },
  };
};
