import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, type OpenSales } from './running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
let pipelineId: string;
let pump: string;
let old: string;
let contact: string;
const from = '2026-01-01T00:00:00.000Z';
const stages = [
  { stage: 'qualified', name: 'Qualified', probability: '0.1' },
  { stage: 'proposal', name: 'Proposal', probability: '0.5' },
];

const introduced = async (sku: string) => {
  const specification = { name: { en: sku }, unit: 'piece', taxClass: 'standard', attributes: {} };
  return (await sales.post('cleo', 'products', { sku, specification })).body.id;
};
const listed = (code: string, productId: string, more: object = {}) =>
  sales.post('cleo', 'price-lists', { currency: 'EUR', code, from, prices: [{ productId, price: '100' }], ...more });

beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
  pipelineId = (await sales.post('admin', 'pipelines', { name: 'New business', stages })).body.id;
  [pump, old] = [await introduced('P-250'), await introduced('P-1')];
  const text = { en: 'Pay.' };
  const made = [
    await listed('retail', pump),
    await listed('winter', old, { to: '2026-02-01T00:00:00.000Z' }),
    await sales.post('cleo', 'terms', {
      ...{ code: 'standard', from, paymentDays: 30, validDays: 14, discountLimit: '10', text },
    }),
    await sales.post('cleo', 'tax-tables', {
      ...{ jurisdiction: 'DE', from, rates: [{ taxClass: 'standard', rate: '19' }] },
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  const lead = await sales.post('ana', 'leads', { channel: 'phone', person: { name: 'Eve Holt' } });
  contact = String((await sales.post('ana', `leads/${lead.body.id}/qualify`, {})).body['contactId']);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const deal = (more: object = {}) => ({
  ...{ pipelineId, contact, amount: eur('0.3'), expectedClose: '2099-06-30', ...more },
});
const line = (productId: string, more: object = {}) => ({ productId, quantity: '2', ...more });
const wish = (lines: object[]) => ({
  ...{ customer: { contact }, channel: 'phone', currency: 'EUR', jurisdiction: 'DE', lines },
});
const opened = async () => (await sales.post('ana', 'opportunities', deal())).body.id;
const quoted = async (lines: object[] = [line(pump)]) => (await sales.post('ana', 'quotes', wish(lines))).body.id;
const revision = { revision: 1 };
const call = () => ({ kind: 'call', contactId: contact });
const handoff = () => ({
  ...{ from: { department: 'sales', person: 'ben' }, to: { department: 'service', person: 'cleo' } },
  ...{ subject: 'installation', contactId: contact },
});

/** How many events there are; a refused command leaves as many. */
const recorded = async (): Promise<number> =>
  Number((await log.pool.query('SELECT count(*) AS n FROM store_sales.events')).rows[0].n);

interface Wrong {
  readonly path: string | (() => Promise<string>);
  readonly body: object | (() => object);
  readonly who?: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly rule?: string;
  readonly field?: string;
}

describe('bad input is refused clearly, and nothing is half done', () => {
  const cases: Readonly<Record<string, Wrong>> = {
    'a stage that does not exist, at the opening': {
      ...{ path: 'opportunities', body: () => deal({ stage: 'dream' }) },
      ...{ status: 422, rule: 'unknown-stage', field: '/stage' },
    },
    'a stage that does not exist, at a move': {
      ...{ path: async () => `opportunities/${await opened()}/move`, body: { stage: 'dream' } },
      ...{ status: 422, rule: 'unknown-stage', field: '/stage' },
    },
    'a close that is expected before the opening': {
      ...{ path: 'opportunities', body: () => deal({ expectedClose: '2020-01-01' }) },
      ...{ status: 422, rule: 'close-before-open', field: '/expectedClose' },
    },
    'a win before the opening': {
      path: async () => `opportunities/${await opened()}/win`,
      body: { reason: 'service', closedAt: '2020-01-01T00:00:00Z' },
      ...{ status: 422, rule: 'close-before-open', field: '/closedAt' },
    },
    'a loss before the opening': {
      path: async () => `opportunities/${await opened()}/lose`,
      body: { reason: 'price', closedAt: '2020-01-01T00:00:00Z' },
      ...{ status: 422, rule: 'close-before-open', field: '/closedAt' },
    },
    'a quote for an expired price': {
      ...{ path: 'quotes', body: () => wish([line(old)]) },
      ...{ status: 422, rule: 'price-expired', field: '/lines/0/productId' },
    },
    'a second acceptance': {
      path: async () => {
        const id = await quoted();
        expect(await sales.post('ana', `quotes/${id}/accept`, revision)).toMatchObject({ status: 200 });
        return `quotes/${id}/accept`;
      },
      ...{ body: revision, status: 409, rule: 'quote-closed', field: '/status' },
    },
    'a stale version': {
      path: async () => {
        const id = await opened();
        await sales.post('ana', `opportunities/${id}/move`, { stage: 'proposal' });
        return `opportunities/${id}/win`;
      },
      ...{ body: { reason: 'service' }, headers: { 'if-match': '"0"' }, status: 412, rule: 'stale-version' },
    },
    'a negative quantity in a quote': {
      ...{ path: 'quotes', body: () => wish([line(pump, { quantity: '-1' })]) },
      ...{ status: 422, rule: 'quantity-not-positive', field: '/lines/0/quantity' },
    },
    'a negative amount': { path: 'opportunities', body: () => deal({ amount: eur('-1') }), status: 400 },
    'an amount that is a number of JSON': {
      ...{ path: 'opportunities', body: () => deal({ amount: { amount: 0.1 + 0.2, currency: 'EUR' } }), status: 400 },
    },
    '0.1 + 0.2 as a float writes it': {
      path: 'opportunities',
      body: () => deal({ products: [{ productId: pump, quantity: '1', amount: String(0.1 + 0.2) }] }),
      status: 400,
    },
    'products that come to another sum by one cent': {
      path: 'opportunities',
      body: () => deal({ products: ['0.10', '0.21'].map((amount) => ({ productId: pump, quantity: '1', amount })) }),
      ...{ status: 422, rule: 'products-do-not-sum-up', field: '/products' },
    },
    'two currencies in one sum': {
      path: async () => `opportunities/${await opened()}/revise`,
      body: { amount: { amount: '1', currency: 'USD' } },
      ...{ status: 422, rule: 'other-currency', field: '/amount/currency' },
    },
    'a win in another currency': {
      path: async () => `opportunities/${await opened()}/win`,
      body: { reason: 'service', amount: { amount: '1', currency: 'USD' } },
      ...{ status: 422, rule: 'other-currency', field: '/amount/currency' },
    },
    'an acceptance of a discount over the limit by one cent': {
      path: async () => `quotes/${await quoted([line(pump, { discount: { amount: '20.01' } })])}/accept`,
      ...{ body: revision, status: 409, rule: 'approval-missing', field: '/status' },
    },
    'an amount that no decimal of the log holds': {
      ...{ path: 'quotes', body: () => wish([line(pump, { quantity: '9'.repeat(20) })]) },
      ...{ status: 422, rule: 'amount-too-large', field: '/lines' },
    },
    'a deal with a contact that nobody added': {
      ...{ path: 'opportunities', body: () => deal({ contact: pump }), status: 404 },
    },
    ...Object.fromEntries(
      ['opportunities', 'activities', 'handoffs'].map((path): [string, Wrong] => [
        `${path} with the customer of another rep`,
        {
          ...{ path, who: 'ben', status: 403, rule: 'not-yours' },
          body: () => ({ opportunities: deal(), activities: call(), handoffs: handoff() })[path] as object,
        },
      ]),
    ),
    'a call about a lead that nobody captured': {
      ...{ path: 'activities', body: () => ({ kind: 'call', leadId: pump }), status: 404 },
    },
    "a rep's change of the deal of another": {
      path: async () => `opportunities/${await opened()}/move`,
      ...{ who: 'ben', body: { stage: 'proposal' }, status: 403, rule: 'not-yours' },
    },
  };

  it.each(Object.entries(cases))('%s', async (_, { path, body, who = 'ana', headers, status, rule, field }) => {
    const address = typeof path === 'string' ? path : await path();
    const before = await recorded();
    const sent = typeof body === 'function' ? body() : body;
    const refused = await sales.post(who, address, sent as object, headers);
    expect(refused).toMatchObject({ status, body: { status, ...(rule && { rule }), ...(field && { field }) } });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(String(refused.body['detail'])).toMatch(/^[A-Z].{15,}\.$/s);
    expect(await recorded()).toBe(before);
  });
});

describe('what is right by a hair is taken', () => {
  it('0.1 and 0.2 come to 0.3', async () => {
    const products = ['0.1', '0.2'].map((amount) => ({ productId: pump, quantity: '1', amount }));
    const made = await sales.post('ana', 'opportunities', deal({ products }));
    expect(made).toMatchObject({ status: 201 });
    expect((await sales.get('ana', `opportunities/${made.body.id}`)).body).toMatchObject({ amount: eur('0.3') });
  });
  it('a discount of exactly the limit needs nobody else', async () => {
    const id = await quoted([line(pump, { discount: { amount: '20.00' } })]);
    expect(await sales.post('ana', `quotes/${id}/accept`, revision)).toMatchObject({ status: 200 });
  });
});

describe('the deal of another', () => {
  it('is not read by a rep, neither the record nor what was quoted for it', async () => {
    const notYours = { status: 403, body: { rule: 'not-yours' } };
    expect(await sales.get('ben', `opportunities/${await opened()}`)).toMatchObject(notYours);
    expect(await sales.get('ben', `quotes/${await quoted()}`)).toMatchObject(notYours);
  });
});
