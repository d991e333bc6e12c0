import { appFor } from './app-for';

const id = '0199f0d2-7c9c-7bb1-8a71-111111111111';

describe('behind the one address', () => {
  it.each([
    ['POST', '/v1/batch', 'touchpoint-gateway'],
    ['OPTIONS', '/v1/batch', 'touchpoint-gateway'],
    ['GET', '/admin/sources', 'touchpoint-gateway'],
    ['GET', '/admin/backup/dump', 'backup'],
    ['POST', '/customers/merge', 'customer-repository'],
    ['POST', `/customers/${id}/split`, 'customer-repository'],
    ['GET', `/customers/${id}/timeline?limit=5`, 'query-api'],
    ['POST', '/sales/leads', 'sales-automation'],
    ['POST', `/sales/leads/${id}/qualify`, 'sales-automation'],
    ['POST', '/sales/something/new', 'sales-automation'],
    ['GET', `/sales/leads/${id}`, 'sales-automation'],
    ['HEAD', `/sales/leads/${id}`, 'sales-automation'],
    ['GET', '/sales/price-lists/EUR', 'sales-automation'],
    ['GET', '/sales/assignment-rules', 'sales-automation'],
    ['GET', `/sales/quotes/${id}/document?format=pdf`, 'sales-automation'],
    ['GET', '/sales/leads', 'query-api'],
    ['HEAD', '/sales/leads', 'query-api'],
    ['GET', '/sales/leads?owner=ana', 'query-api'],
    ['GET', '/sales/opportunities', 'query-api'],
    ['GET', '/sales/products?sku=P-250', 'query-api'],
    ['GET', '/sales/terms', 'query-api'],
    ['GET', '/sales/forecast/accuracy', 'query-api'],
    ['GET', `/sales/accounts/${id}/orders`, 'query-api'],
    ['GET', '/', 'query-api'],
  ])('%s %s is answered by %s', (method, url, app) => expect(appFor(method, url)).toBe(app));

  it.each(['/internal/marks', '/%69nternal/marks', '/internal/', '/metrics', '/metri%63s?x=1'])(
    '%s is answered by nobody',
    (url) => expect(appFor('GET', url)).toBeUndefined(),
  );

  it('takes a malformed address as it stands: the service refuses it', () => {
    expect(appFor('GET', '/customers/%zz')).toBe('query-api');
  });
});
