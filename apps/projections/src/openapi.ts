import { projectionBuildSchemas, slotHolderSchemas } from '@touchstone/contracts';

const identity = { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Opaque id of an identifier' };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const repair = {
  type: 'object',
  required: ['projection', 'request'],
  properties: { projection: { type: 'string' }, request: {} },
};

const named = { type: 'object', properties: { projection: { type: 'string' }, build: { type: 'string' } } };
const projectionPath = { name: 'projection', in: 'path', required: true, schema: { type: 'string' } };
const buildField = {
  type: 'string',
  description: 'As GET /projections shows it, such as 2 or 1.2; the only one unless named',
};
const refusals = {
  400: { description: 'The body has another form' },
  401: { description: 'No API key, or one that is not known' },
  403: { description: 'The key has not the role steward' },
  404: { description: 'There is no such read model, version or build' },
  409: { description: 'Something else has to be done first, which the problem says' },
  503: { description: 'Somebody else compares or switches, or reads without a pause: try again' },
};

const step = (operationId: string, summary: string, properties: object, success: object) => ({
  post: {
    operationId,
    summary,
    tags: ['projections'],
    security: [{ bearer: [] }],
    parameters: [projectionPath],
    requestBody: { required: false, ...json({ type: 'object', additionalProperties: false, properties }) },
    responses: { ...success, ...refusals },
  },
});
const accepted = (description: string) => ({ 202: { description, ...json(named) } });

const rebuildPaths = {
  '/projections': {
    get: {
      operationId: 'listProjections',
      summary: 'Every read model with its builds: which one answers, how far the others are, what comparisons found',
      tags: ['projections'],
      security: [{ bearer: [] }],
      responses: {
        200: { description: 'All of them', ...json({ $ref: '#/components/schemas/ProjectionBuildsPage' }) },
        401: refusals[401],
        403: refusals[403],
      },
    },
  },
  '/projections/slots': {
    get: {
      operationId: 'listSlots',
      summary: 'Every slot of every build, who holds it, or since when nobody does, and the processes that share them',
      tags: ['projections'],
      security: [{ bearer: [] }],
      responses: {
        200: { description: 'All of them', ...json({ $ref: '#/components/schemas/SlotHoldersPage' }) },
        401: refusals[401],
        403: refusals[403],
      },
    },
  },
  '/projections/{projection}/rebuild': step(
    'rebuildProjection',
    'Build a version beside the one that answers: the newest, or the same again',
    { version: { type: 'integer', minimum: 1 } },
    accepted('Written down; it begins at once'),
  ),
  '/projections/{projection}/compare': step(
    'compareBuild',
    'Compare what was built with what answers, both at one position',
    { build: buildField },
    accepted('Written down; GET /projections shows the comparison'),
  ),
  '/projections/{projection}/switch': step(
    'switchBuild',
    'Make another build the one that answers; the one before follows on',
    { build: buildField, accept: { type: 'boolean', default: false, description: 'The other differences are meant' } },
    { 200: { description: 'Switched', ...json({ $ref: '#/components/schemas/BuildSwitched' }) } },
  ),
  '/projections/{projection}/abort': step(
    'abortBuild',
    'Give up what is being built',
    { build: buildField },
    accepted('Nobody writes it any more; its tables go'),
  ),
  '/projections/{projection}/drop': step(
    'dropBuild',
    'Drop a version that answered before',
    { build: buildField },
    accepted('Nobody writes it any more; its tables go'),
  ),
};

/** The routes of this service, as an OpenAPI document. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Touchstone projections', version: '1' },
  paths: {
    ...rebuildPaths,
    '/projections/repairs': {
      post: {
        operationId: 'requestRepair',
        summary: 'Every read model folds the identity again',
        tags: ['projections'],
        security: [{ bearer: [] }],
        requestBody: {
          required: true,
          ...json({ type: 'object', required: ['identity'], properties: { identity } }),
        },
        responses: {
          202: {
            description: 'Written down',
            ...json({ type: 'object', properties: { repairs: { type: 'array', items: repair } } }),
          },
          400: { description: 'The body names no identity' },
          401: { description: 'No API key, or one that is not known' },
          403: { description: 'The key has not the role steward' },
        },
      },
    },
  },
  components: {
    schemas: { ...projectionBuildSchemas, ...slotHolderSchemas },
    securitySchemes: { bearer: { scheme: 'bearer', bearerFormat: 'JWT', type: 'http' } },
  },
};
