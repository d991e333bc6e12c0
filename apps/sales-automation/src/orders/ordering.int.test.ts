import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { from, openSelling, revision, type Selling } from '../quotes/selling.test-data';
import type { OpenSales } from '../running-sales.test-data';

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

describe('an order', () => {
  it('is taken once from an accepted quote, and its boxes are sealed', async () => {
    const quoteId = await selling.accepted();
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
