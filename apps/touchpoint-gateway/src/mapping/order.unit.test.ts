import { orderFactOf, orderOf } from './order';
import type { Message } from './message';

const message = (event: string, properties: Record<string, unknown>): Message =>
  ({ type: 'track', event, properties }) as unknown as Message;
const order = (event: string, properties: Record<string, unknown>) => {
  const sent = message(event, { order_id: 'A-1', ...properties });
  return orderOf(sent, orderFactOf(sent)!, 'shop');
};

it.each([
  ['Order Completed', 'completed'],
  ['order completed', 'completed'],
  ['Order Refunded', 'refunded'],
  ['Order Cancelled', 'cancelled'],
  ['Order Canceled', 'cancelled'],
  ['Order Updated', undefined],
  ['Orders Completed', undefined],
])('reads %s as %s', (event, fact) => {
  expect(orderFactOf(message(event, { order_id: 'A-1' }))).toBe(fact);
});
it.each([{}, { order_id: '' }, { order_id: null }, { order_id: {} }, { order_id: 'x'.repeat(201) }])(
  'leaves an order with the id %p an interaction',
  (properties) => {
    expect(orderFactOf(message('Order Completed', properties))).toBeUndefined();
  },
);

const products = [
  { product_id: 'P-1', quantity: 3, price: 0.1 },
  { sku: 'S-2', price: '2.50' },
  'nonsense',
  { id: 7, quantity: '2' },
];
it('prefers revenue, then total, then the sum of its lines', () => {
  expect(order('Order Completed', { revenue: 12.5, total: 14, products })).toMatchObject({ amount: '12.5' });
  expect(order('Order Completed', { revenue: null, total: '14.00', products })).toMatchObject({ amount: '14' });
  expect(order('Order Completed', { products })).toMatchObject({ amount: '2.8' });
  expect(order('Order Completed', {})).toMatchObject({ amount: '0', lines: [] });
});
it('reads lines, with one piece and no price where nothing is said', () => {
  expect(order('Order Completed', { products })).toMatchObject({
    lines: [
      { productId: 'P-1', quantity: '3', price: '0.1' },
      { productId: 'S-2', quantity: '1', price: '2.5' },
      { productId: '7', quantity: '2', price: '0' },
    ],
  });
});
it('counts a refund by its absolute value', () => {
  expect(order('Order Refunded', { total: -30 })).toMatchObject({ amount: '30' });
  expect(order('Order Refunded', { total: 30 })).toMatchObject({ amount: '30' });
});
it('takes sums of floats', () => {
  expect(order('Order Completed', { revenue: 0.1 + 0.2 })).toMatchObject({ amount: '0.3' });
  expect(order('Order Completed', { revenue: 2.55 * 100 })).toMatchObject({ amount: '255' });
});
it.each(['much', true, {}, 1e20, 'NaN'])('refuses the amount %p', (revenue) => {
  expect(order('Order Completed', { revenue })).toMatchObject({ code: 'invalid-field' });
});
it.each([
  ['eur', 'EUR'],
  [' GBP ', 'GBP'],
  ['euro', 'XXX'],
  [undefined, 'XXX'],
  [978, 'XXX'],
])('reads the currency %p as %s', (currency, read) => {
  expect(order('Order Completed', { currency, revenue: 1 })).toMatchObject({ currency: read });
});
it('lets another system number the orders', () => {
  expect(order('Order Completed', {})).toMatchObject({ orderSource: 'shop', orderId: 'A-1' });
  expect(order('Order Completed', { order_source: 'erp' })).toMatchObject({ orderSource: 'erp' });
});
it('keeps clear text storable', () => {
  expect(order('Order Completed', { order_id: 'A\u0000\ud800' })).toMatchObject({ orderId: 'A\ufffd\ufffd' });
});
