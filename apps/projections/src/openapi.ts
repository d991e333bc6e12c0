const identity = { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'Opaque id of an identifier' };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const repair = {
  type: 'object',
  required: ['projection', 'request'],
  properties: { projection: { type: 'string' }, request: {} },
};

/** The routes of this service, as an OpenAPI document. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Touchstone projections', version: '1' },
  paths: {
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
  components: { securitySchemes: { bearer: { scheme: 'bearer', bearerFormat: 'JWT', type: 'http' } } },
};
