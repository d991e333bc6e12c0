import { canonicalJson } from '@touchstone/contracts';
import { listen, sendLogsTo } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { secrets, type OpenSales } from '../running-sales.test-data';
import { start } from '../start';
import { from, openSelling, revision, type Selling } from './selling.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let selling: Selling;
let sales: OpenSales;
let productId: string;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  selling = await openSelling(log, keys);
  ({ sales, productId } = selling);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});
const wish: Selling['wish'] = (...of) => selling.wish(...of);
const quote: Selling['quote'] = (...of) => selling.quote(...of);

describe('a quote', () => {
  it('says what the prices of its moment say, to everybody the same bytes', async () => {
    const made = await quote();
    expect(made).toMatchObject({ status: 201, body: { version: 0 } });
    const read = await sales.get('ana', `quotes/${made.body.id}`);
    expect(read.headers.get('etag')).toBe('"0"');
    expect(read.body).toMatchObject({ status: 'offered', priced: { net: '56.97', tax: '10.82', gross: '67.79' } });
    const { at } = read.body['priced'] as { at: string };
    const other = await openOther();
    const answers = await Promise.all([
      sales.call('ben', 'POST', '/sales/prices', wish('5', { at })),
      other.prices('reader', wish('5', { at })),
    ]);
    for (const { body } of answers) expect(canonicalJson(body)).toBe(canonicalJson(read.body['priced']));
    await other.close();
  });

  it('over the limit is accepted only after a second person has approved it', async () => {
    const { body } = await quote('10.01');
    const accept = () => sales.post('ana', `quotes/${body.id}/accept`, revision);
    expect(await accept()).toMatchObject({ status: 409, body: { rule: 'approval-missing', field: '/status' } });
    const approve = (who: string) => sales.post(who, `quotes/${body.id}/approve`, revision);
    expect(await approve('ana')).toMatchObject({ status: 409, body: { rule: 'second-person' } });
    expect(await approve('ben')).toMatchObject({ status: 403, body: { rule: 'not-yours' } });
    expect(await approve('admin')).toMatchObject({ status: 200 });
    expect(await accept()).toMatchObject({ status: 200 });
    expect(await accept()).toMatchObject({ status: 409, body: { rule: 'quote-closed' } });
    expect(await sales.typesOf(`quote-${body.id}`)).toEqual([
      'sales.quote.prepared',
      'sales.quote.approved',
      'sales.quote.accepted',
    ]);
  });

  it('keeps its price when the list changes, until it is revised', async () => {
    const { body } = await quote('0');
    const raised = { currency: 'EUR', code: 'retail', from, prices: [{ productId, price: '25' }] };
    expect(await sales.post('cleo', 'price-lists', raised)).toMatchObject({ status: 201 });
    const net = async () => ((await sales.get('ana', `quotes/${body.id}`)).body['priced'] as { net: string }).net;
    expect(await net()).toBe('59.97');
    expect(await sales.post('ana', `quotes/${body.id}/revise`, wish('0'), { 'if-match': '"7"' })).toMatchObject({
      status: 412,
    });
    expect(await sales.post('ana', `quotes/${body.id}/revise`, wish('0'))).toMatchObject({ status: 200 });
    expect(await net()).toBe('75.00');
    await sales.post('cleo', 'price-lists', { ...raised, prices: [{ productId, price: '19.99' }] });
  });

  it.each<[string, () => object, number, string, string]>([
    [
      'a negative quantity',
      () => ({ lines: [{ productId, quantity: '-1' }] }),
      422,
      'quantity-not-positive',
      '/lines/0/quantity',
    ],
    ['a currency without prices', () => ({ currency: 'USD' }), 422, 'no-price', '/lines/0/productId'],
    ['a country without rates', () => ({ jurisdiction: 'FR' }), 422, 'no-tax-table', '/jurisdiction'],
    ['nobody to sell to', () => ({ customer: {} }), 422, 'no-customer', '/customer'],
  ])('is refused for %s', async (_, more, status, rule, field) =>
    expect(await quote('0', 'ana', more())).toMatchObject({ status, body: { rule, field } }),
  );

  it('is refused to a rep for the customer of somebody else, and its record too', async () => {
    const { body } = await quote();
    const notYours = { status: 403, body: { rule: 'not-yours' } };
    expect(await quote('5', 'ben')).toMatchObject(notYours);
    expect(await sales.get('ben', `quotes/${body.id}`)).toMatchObject(notYours);
    expect(await sales.post('ben', `quotes/${body.id}/accept`, revision)).toMatchObject(notYours);
    expect(
      await sales.post('ana', 'price-lists', { currency: 'EUR', code: 'x', from, prices: [{ productId, price: '1' }] }),
    ).toMatchObject(notYours);
  });

  it('names each field that is not usable', async () => {
    const refused = await quote('abc', 'ana', { currency: 'euro', lines: [{ productId: 'x', quantity: 3 }] });
    expect(refused.status).toBe(400);
    const pointers = (refused.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([...new Set(pointers)].sort()).toEqual(['/currency', '/lines/0/productId', '/lines/0/quantity']);
  });
});

describe('a proposal', () => {
  const document = async (who: string, id: string, query = '') => {
    const address = `${sales.server.url}/sales/quotes/${id}/document?${query}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${who}` } });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('is a PDF or HTML, the same bytes each time, for those who may see the quote', async () => {
    const { body } = await quote();
    const [first, second] = [await document('ana', body.id), await document('reader', body.id)];
    expect(first.answer.headers.get('content-type')).toBe('application/pdf');
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(second.bytes.equals(first.bytes)).toBe(true);
    const html = await document('ana', body.id, 'format=html&language=de&template=compact');
    expect(html.answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.bytes.toString()).toContain('Angebot');
    expect((await document('ben', body.id)).answer.status).toBe(403);
    expect((await document('ana', body.id, 'language=xx')).answer.status).toBe(400);
  });

  it('of a discount over the limit waits for its approval', async () => {
    const { body } = await quote('11');
    expect((await document('ana', body.id)).answer.status).toBe(409);
  });
});

/** Another process of the service, on the same store. */
const openOther = async () => {
  sendLogsTo({ write: () => {} });
  const service = await start({ logUrl: log.url, keysUrl: keys.url, secrets });
  const server = await listen(service, 0);
  const prices = async (who: string, body: object) => {
    const headers = { authorization: `Bearer ${who}`, 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}/sales/prices`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { body: (await answer.json()) as object };
  };
  return {
    prices,
    close: async () => {
      await server.close();
      await service.close();
    },
  };
};
