import { canonicalJson } from '@touchstone/contracts';
import { listen, sendLogsTo } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, secrets, type OpenSales } from '../running-sales.test-data';
import { start } from '../start';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
let productId: string;
let contact: string;
let account: string;

const from = '2026-01-01T00:00:00.000Z';
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
  const specification = { name: { en: 'Pump', de: 'Pumpe' }, unit: 'piece', taxClass: 'standard', attributes: {} };
  const product = await sales.post('cleo', 'products', { sku: 'P-250', specification });
  productId = product.body.id;
  const prices = [{ productId, price: '19.99' }];
  const made = [
    product,
    await sales.post('cleo', 'price-lists', { currency: 'EUR', code: 'retail', from, prices }),
    await sales.post('cleo', 'terms', {
      code: 'standard',
      from,
      paymentDays: 30,
      validDays: 14,
      discountLimit: '10',
      text: { en: 'Goods remain ours until paid.' },
    }),
    await sales.post('cleo', 'tax-tables', {
      jurisdiction: 'DE',
      from,
      rates: [{ taxClass: 'standard', rate: '19' }],
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  const lead = await sales.post('ana', 'leads', { channel: 'phone', person: { name: 'Ada Byron' } });
  const { body } = await sales.post('ana', `leads/${lead.body.id}/qualify`, { organisation: { name: 'Engines' } });
  [contact, account] = [String(body['contactId']), String(body['accountId'])];
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const wish = (percent = '5', more: object = {}) => ({
  customer: { contact, account },
  channel: 'phone',
  currency: 'EUR',
  jurisdiction: 'DE',
  lines: [{ productId, quantity: '3', discount: { percent } }],
  ...more,
});
const quote = (percent?: string, who = 'ana', more?: object) => sales.post(who, 'quotes', wish(percent, more));
const revision = { revision: 1 };
const accepted = async (): Promise<string> => {
  const { body } = await quote();
  expect(await sales.post('ana', `quotes/${body.id}/accept`, revision)).toMatchObject({ status: 200 });
  return body.id;
};

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

describe('an order', () => {
  it('is taken once from an accepted quote, and its boxes are sealed', async () => {
    const quoteId = await accepted();
    const wanted = { quoteId, channel: 'store', note: 'Ring twice', recipient: { name: 'Ada Byron' } };
    const placed = await sales.post('ana', 'orders', wanted);
    expect(placed.status).toBe(201);
    expect(await sales.post('ana', 'orders', wanted)).toMatchObject({
      status: 409,
      body: { rule: 'ordered-already' },
    });
    expect((await sales.get('ana', `orders/${placed.body.id}`)).body).toMatchObject({
      status: 'placed',
      quoteId,
      amount: '56.97',
      reference: { orderSource: 'sales', orderId: placed.body.id },
      note: 'Ring twice',
      recipient: { name: 'Ada Byron' },
    });
    const { events } = await sales.store.readStream(`order-${placed.body.id}`);
    // The person's, and not the account's that pays: it is unreadable once the person is erased.
    expect(Object.keys((JSON.parse(events[0]?.data ?? '') as { sealed: object }).sealed)).toEqual(['subject']);
    expect(JSON.stringify(events)).not.toMatch(/Byron|Ring twice/);
    expect(events[0]?.metadata.participants.map((one) => one.replace(/:[0-9a-f]{32}$/, '')).sort()).toEqual([
      'organisation:account',
      'payer:account',
      'subject:contact',
    ]);
  });

  it('of a quote that nobody accepted is refused, and so is one that names neither quote nor none', async () => {
    const { body } = await quote();
    const order = (more: object) => sales.post('ana', 'orders', { channel: 'store', ...more });
    expect(await order({ quoteId: body.id })).toMatchObject({ status: 409, body: { rule: 'quote-not-accepted' } });
    expect(await order({})).toMatchObject({ status: 422, body: { rule: 'quote-or-none' } });
    expect(await order({ direct: wish() })).toMatchObject({ status: 400 });
    expect(await order({ direct: wish('11', { withoutQuote: true }) })).toMatchObject({
      status: 422,
      body: { rule: 'approval-needed' },
    });
  });

  it('counts alone under the number of another system, also once it was cancelled', async () => {
    const external = { orderSource: 'shop', orderId: 'B-1' };
    const direct = (percent = '0') => ({ direct: wish(percent, { withoutQuote: true }), channel: 'store' });
    const take = (body: object) => sales.post('ana', 'orders', body);
    // A refused one takes no number.
    expect(await take({ ...direct('11'), external })).toMatchObject({ status: 422, body: { rule: 'approval-needed' } });
    const again = { 'idempotency-key': 'order-under-a-number' };
    const first = await sales.post('ana', 'orders', { ...direct(), external }, again);
    expect(first.status).toBe(201);
    await log.pool.query('TRUNCATE work_sales.requests');
    const repeated = await sales.post('ana', 'orders', { ...direct(), external }, again);
    expect(repeated.body).toEqual(first.body);
    await sales.post('ana', `orders/${first.body.id}/cancel`, { reason: 'error' });
    const taken = { status: 409, body: { rule: 'number-taken', field: '/orderId' } };
    expect(await take({ ...direct(), external })).toMatchObject(taken);
    const other = await take(direct());
    expect(await sales.post('ana', `orders/${other.body.id}/join`, external)).toMatchObject(taken);
    const free = { ...external, orderId: 'B-2' };
    expect(await sales.post('ana', `orders/${other.body.id}/join`, free)).toMatchObject({ status: 200 });
    expect(await sales.post('ana', `orders/${other.body.id}/join`, free)).toMatchObject({ status: 200 });
  });

  it('and a quote whose answer was lost are answered all the same when their price was withdrawn meanwhile', async () => {
    const list = { currency: 'EUR', code: 'retail', from, prices: [{ productId, price: '19.99' }] };
    const under = (key: string) => ({ 'idempotency-key': key });
    const open = (await quote('0')).body.id;
    const send = () => [
      sales.post('ana', 'quotes', wish('0'), under('quoted')),
      sales.post('ana', 'orders', { direct: wish('0', { withoutQuote: true }), channel: 'store' }, under('ordered')),
      sales.post('ana', `quotes/${open}/revise`, wish('1'), under('revised')),
    ];
    const first = await Promise.all(send());
    expect(first.map(({ status }) => status)).toEqual([201, 201, 200]);
    // As after a process that died between its append and its answer.
    await log.pool.query('TRUNCATE work_sales.requests');
    expect(await sales.post('cleo', 'price-lists/EUR/withdraw', { code: 'retail' })).toMatchObject({ status: 200 });
    expect(await quote('0')).toMatchObject({ status: 422 });
    const second = await Promise.all(send());
    expect(second.map(({ status, body }) => ({ status, body }))).toEqual(
      first.map(({ status, body }) => ({ status, body })),
    );
    expect(await sales.post('cleo', 'price-lists', list)).toMatchObject({ status: 201 });
  });

  it('and its quote get another owner, who goes on with them', async () => {
    const quoteId = (await quote()).body.id;
    const direct = { direct: wish('0', { withoutQuote: true }), channel: 'store' };
    const orderId = (await sales.post('ana', 'orders', direct)).body.id;
    const notYours = { status: 403, body: { rule: 'not-yours' } };
    expect(await sales.post('ben', `quotes/${quoteId}/reassign`, { owner: 'ben' })).toMatchObject(notYours);
    expect(await sales.post('ana', `quotes/${quoteId}/reassign`, { owner: 'ben' })).toMatchObject({ status: 200 });
    expect(await sales.post('ana', `orders/${orderId}/reassign`, { owner: 'ben' })).toMatchObject({ status: 200 });
    expect(await sales.post('ana', `quotes/${quoteId}/accept`, revision)).toMatchObject(notYours);
    expect(await sales.post('ben', `quotes/${quoteId}/accept`, revision)).toMatchObject({ status: 200 });
    const back = { lines: [{ number: 1, quantity: '1' }] };
    expect(await sales.post('ben', `orders/${orderId}/return`, back)).toMatchObject({ status: 200 });
  });

  it('without a quote is returned, refunded, joined and cancelled', async () => {
    const direct = wish('0', { withoutQuote: true });
    const { body } = await sales.post('ana', 'orders', { direct, channel: 'store' });
    const command = (what: string, more: object) => sales.post('ana', `orders/${body.id}/${what}`, more);
    const back = await command('return', { lines: [{ number: 1, quantity: '1' }] });
    expect(back).toMatchObject({ status: 200, body: { returnId: expect.any(String) as string } });
    const refund = (amount: string, currency = 'EUR') =>
      command('refund', { refund: { amount, currency }, returnId: back.body['returnId'] });
    expect(await refund('19.99')).toMatchObject({ status: 200 });
    expect(await command('refund', { refund: { amount: '1', currency: 'EUR' }, returnId: productId })).toMatchObject({
      status: 422,
      body: { rule: 'unknown-return', field: '/returnId' },
    });
    expect(await refund('39.99')).toMatchObject({ status: 409, body: { rule: 'refund-over-amount' } });
    expect(await refund('1', 'USD')).toMatchObject({ status: 422, body: { rule: 'other-currency' } });
    expect(await command('join', { orderSource: 'shop', orderId: 'A-1' })).toMatchObject({ status: 200 });
    expect(await command('cancel', { reason: 'customer' })).toMatchObject({ status: 200 });
    expect((await sales.get('ana', `orders/${body.id}`)).body).toMatchObject({
      status: 'cancelled',
      reference: { orderSource: 'shop', orderId: 'A-1' },
    });
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
