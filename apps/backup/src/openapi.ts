const dump = {
  200: {
    description: 'Gzip of lines of JSON; without its last line it is not whole',
    content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
  },
  401: { description: 'No API key, or one that is not known' },
  403: { description: 'The key has not the role admin' },
  409: { description: 'The log lies in EventStoreDB, which has a backup of its own' },
};
const operation = (operationId: string, summary: string) => ({
  get: { operationId, summary, tags: ['backup'], security: [{ bearer: [] }], responses: dump },
});

/** The routes of this service, as an OpenAPI document. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Touchstone backup', version: '1' },
  paths: {
    '/admin/backup/log': operation('backup_log', 'The log at one watermark'),
    '/admin/backup/keys': operation('backup_keys', 'Its keys, to be kept apart and for 30 days at most'),
  },
  components: { securitySchemes: { bearer: { scheme: 'bearer', bearerFormat: 'JWT', type: 'http' } } },
};
