import { openSales, type Database } from '../running-sales.test-data';

export const from = '2026-01-01T00:00:00.000Z';
export const revision = { revision: 1 };

/** The service with a product, its price, terms and rates, and a customer of ana. */
export const openSelling = async (log: Database, keys: Database) => {
  const sales = await openSales(log, keys);
  const specification = { name: { en: 'Pump', de: 'Pumpe' }, unit: 'piece', taxClass: 'standard', attributes: {} };
  const product = await sales.post('cleo', 'products', { sku: 'P-250', specification });
  const productId = product.body.id;
  const prices = [{ productId, price: '19.99' }];
  const text = { en: 'Goods remain ours until paid.' };
  const terms = { code: 'standard', from, paymentDays: 30, validDays: 14, discountLimit: '10', text };
  const rates = { jurisdiction: 'DE', from, rates: [{ taxClass: 'standard', rate: '19' }] };
  const made = [
    product,
    await sales.post('cleo', 'price-lists', { currency: 'EUR', code: 'retail', from, prices }),
    await sales.post('cleo', 'terms', terms),
    await sales.post('cleo', 'tax-tables', rates),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  const lead = await sales.post('ana', 'leads', { channel: 'phone', person: { name: 'Ada Byron' } });
  const { body } = await sales.post('ana', `leads/${lead.body.id}/qualify`, { organisation: { name: 'Engines' } });
  const customer = { contact: String(body['contactId']), account: String(body['accountId']) };
  const wish = (percent = '5', more: object = {}) => ({
    ...{ customer, channel: 'phone', currency: 'EUR', jurisdiction: 'DE' },
    lines: [{ productId, quantity: '3', discount: { percent } }],
    ...more,
  });
  const quote = (percent?: string, who = 'ana', more?: object) => sales.post(who, 'quotes', wish(percent, more));
  const accepted = async (): Promise<string> => {
    const { id } = (await quote()).body;
    expect(await sales.post('ana', `quotes/${id}/accept`, revision)).toMatchObject({ status: 200 });
    return id;
  };
  return { sales, productId, wish, quote, accepted };
};
export type Selling = Awaited<ReturnType<typeof openSelling>>;
