import { freshnessParameters, responsesOf } from './responses';
import { salesSchemas } from './sales-schemas';
import { schemas } from './schemas';

interface Document {
  readonly paths?: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: object };
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };

/** The route that is no controller's. */
const profilePath = {
  get: {
    operationId: 'readProfile',
    summary: 'The profile of a customer; an absorbed id answers with the survivor',
    tags: ['customers'],
    security: [{ bearer: [] }],
    parameters: [id, ...freshnessParameters],
    responses: responsesOf('Profile', [404]),
  },
};

/** The document of the controllers, completed by the bare route and the schemas of the answers. */
export const completeOpenapi = (made: object): object => {
  const document = made as Document;
  return {
    ...made,
    info: { title: 'Touchstone query API', version: '1', description: 'Customers as the events tell them.' },
    tags: [{ name: 'customers' }, { name: 'sales' }, { name: 'operation' }],
    paths: { ...document.paths, '/customers/{id}': profilePath },
    components: { ...document.components, schemas: { ...document.components?.schemas, ...schemas, ...salesSchemas } },
  };
};
