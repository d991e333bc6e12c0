import { mergeOpenapi } from './merge-openapi';

const document = (path: string, method: string, page: object) => ({
  openapi: '3.1.0',
  paths: { [path]: { [method]: { responses: { 200: { $ref: '#/components/schemas/Page' } } } } },
  components: { schemas: { Page: page, Problem: { type: 'object' } } },
  tags: [{ name: 'customers' }],
});

describe('mergeOpenapi', () => {
  it('joins the operations of one path and keeps schemas of one name apart', () => {
    const merged = mergeOpenapi(
      [
        { service: 'query-api', document: document('/customers', 'get', { type: 'array' }) },
        { service: 'repository', document: document('/customers', 'post', { type: 'string' }) },
      ],
      { title: 'Touchstone', version: '1' },
    );
    expect(merged).toEqual({
      openapi: '3.1.0',
      info: { title: 'Touchstone', version: '1' },
      paths: {
        '/customers': {
          get: { responses: { 200: { $ref: '#/components/schemas/Page' } } },
          post: { responses: { 200: { $ref: '#/components/schemas/repository.Page' } } },
        },
      },
      components: {
        schemas: { Page: { type: 'array' }, Problem: { type: 'object' }, 'repository.Page': { type: 'string' } },
      },
      tags: [{ name: 'customers' }],
    });
  });
});
