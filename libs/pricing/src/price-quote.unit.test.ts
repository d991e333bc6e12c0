import { canonicalJson, pricedQuote } from '@touchstone/contracts';
import fc from 'fast-check';
import {
  catalogueOf,
  introduced,
  list,
  manual,
  published,
  pump,
  request,
  specification,
  start,
  taxes,
  terms,
  termsEvent,
} from './catalogue.test-data';
import { priceQuote } from './price-quote';
import type { PriceRequest } from './price-request';

const refused = (over: Partial<PriceRequest>, rule: string, field: string, catalogue = catalogueOf()) =>
  expect(() => priceQuote(request(over), catalogue)).toThrow(expect.objectContaining({ rule, field }));

describe('pricing', () => {
  it('names prices, discounts, taxes and totals, and what they rest on', () => {
    const quoted = priceQuote(
      request({
        lines: [
          { productId: pump, quantity: '3', discount: { percent: '5' } },
          { productId: manual, quantity: '2', discount: { amount: '0.5' } },
        ],
      }),
      catalogueOf(),
    );
    expect(pricedQuote.parse(quoted)).toEqual(quoted);
    expect(quoted).toMatchObject({
      lines: [
        { list: '59.97', discount: '3.00', net: '56.97', taxRate: '19', priceList: { code: 'retail', version: 1 } },
        { list: '20.00', discount: '0.50', net: '19.50', taxRate: '7' },
      ],
      taxes: [
        { rate: '7', net: '19.50', tax: '1.37' },
        { rate: '19', net: '56.97', tax: '10.82' },
      ],
      list: '79.97',
      discount: '3.50',
      net: '76.47',
      tax: '12.19',
      gross: '88.66',
      approvalNeeded: false,
      validUntil: '2026-03-15T09:00:00.000Z',
    });
  });

  it('adds 0.1 and 0.2 to 0.30', () => {
    const prices = [
      { productId: pump, price: '0.1', minimumQuantity: '0' },
      { productId: manual, price: '0.2', minimumQuantity: '0' },
    ];
    const lines = [pump, manual].map((productId) => ({ productId, quantity: '1' }));
    expect(priceQuote(request({ lines }), catalogueOf({ lists: [published(list({ prices }))] })).net).toBe('0.30');
  });

  it.each([
    ['JPY', '60', '11'],
    ['EUR', '59.97', '11.39'],
    ['KWD', '59.970', '11.394'],
  ])('rounds %s to its minor unit', (currency, net, tax) => {
    const catalogue = catalogueOf({ lists: [published(list(), start, currency)] });
    expect(priceQuote(request({ currency }), catalogue)).toMatchObject({ net, tax });
  });

  it('asks for a second person when the discount is over the limit by one cent', () => {
    const over = (amount: string) =>
      priceQuote(request({ lines: [{ productId: manual, quantity: '10', discount: { amount } }] }), catalogueOf());
    expect(over('10.00').approvalNeeded).toBe(false);
    expect(over('10.01').approvalNeeded).toBe(true);
  });

  it("prefers the account's list to the channel's, that to the general one, and the step of the quantity", () => {
    const [general, channel, own] = [
      list({ prices: [{ productId: pump, price: '10', minimumQuantity: '0' }] }),
      list({ code: 'phone', channels: ['phone'], prices: [{ productId: pump, price: '9', minimumQuantity: '0' }] }),
      list({ code: 'own', accounts: ['a-1'], prices: [{ productId: pump, price: '8', minimumQuantity: '5' }] }),
    ];
    const catalogue = catalogueOf({ lists: [general, channel, own].map((one) => published(one)) });
    const price = (over: Partial<PriceRequest>) => priceQuote(request(over), catalogue).lines[0]!.unitPrice;
    expect(price({ channel: 'web' })).toBe('10');
    expect(price({})).toBe('9');
    expect(price({ lines: [{ productId: pump, quantity: '5' }] })).toBe('8');
    expect(price({ lines: [{ productId: pump, quantity: '5' }], customer: { account: 'a-2' } })).toBe('9');
  });

  it('takes rates, terms and specifications of the moment', () => {
    const later = '2026-06-01T00:00:00.000Z';
    const specified = {
      type: 'sales.product.specified' as const,
      schemaVersion: 1,
      data: { productId: pump, specification: specification({ version: 2 }), by: 'ana', specifiedAt: later },
    };
    const catalogue = catalogueOf({
      products: [[introduced(pump), specified]],
      taxes: [taxes(), taxes(2, later, '16')],
      terms: [termsEvent(), termsEvent(terms({ version: 2, from: later }))],
    });
    const at = (moment: string) => {
      const { lines, terms: pinned } = priceQuote(request({ at: moment }), catalogue);
      return [lines[0]!.taxRate, pinned.version, lines[0]!.specification];
    };
    expect(at('2026-05-31T23:59:59.999Z')).toEqual(['19', 1, 1]);
    expect(at(later)).toEqual(['16', 2, 2]);
  });

  it('refuses what it cannot price, and names rule and field', () => {
    refused({ lines: [] }, 'no-lines', '/lines');
    refused({ currency: 'EUX' }, 'unknown-currency', '/currency');
    refused({ currency: 'USD' }, 'no-price', '/lines/0/productId');
    refused({ lines: [{ productId: start, quantity: '1' }] }, 'unknown-product', '/lines/0/productId');
    for (const quantity of ['-1', '0'])
      refused({ lines: [{ productId: pump, quantity }] }, 'quantity-not-positive', '/lines/0/quantity');
    for (const discount of [{ percent: '100.1' }, { amount: '-0.01' }])
      refused({ lines: [{ productId: pump, quantity: '1', discount }] }, 'discount-out-of-range', '/lines/0/discount');
    const expired = catalogueOf({ lists: [published(list({ to: '2026-02-01T00:00:00.000Z' }))] });
    refused({}, 'price-expired', '/lines/0/productId', expired);
    refused({}, 'no-terms', '/channel', catalogueOf({ terms: [] }));
    refused({}, 'no-tax-table', '/jurisdiction', catalogueOf({ taxes: [] }));
    const odd = catalogueOf({ products: [[introduced(pump, specification({ taxClass: 'luxury' }))]] });
    refused({}, 'no-tax-rate', '/jurisdiction', odd);
  });
});

const amount = fc.integer({ min: 1, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2));
const someLines = fc.array(
  fc.record({
    productId: fc.constantFrom(pump, manual),
    quantity: fc.integer({ min: 1, max: 5_000 }).map((thousandths) => (thousandths / 1_000).toFixed(3)),
    percent: fc.integer({ min: 0, max: 100 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Half away from zero, in whole minor units: positive numbers only. */
const divided = (of: bigint, by: bigint): bigint => (2n * of + by) / (2n * by);
const cents = (text: string): bigint => BigInt(text.replace('.', ''));

describe('any quote', () => {
  it('sums lines that were rounded one by one, as whole cents say', () => {
    fc.assert(
      fc.property(amount, amount, someLines, (first, second, wanted) => {
        const prices = [
          { productId: pump, price: first, minimumQuantity: '0' },
          { productId: manual, price: second, minimumQuantity: '0' },
        ];
        const lines = wanted.map(({ percent, ...line }) => ({ ...line, discount: { percent: String(percent) } }));
        const quoted = priceQuote(request({ lines }), catalogueOf({ lists: [published(list({ prices }))] }));
        const nets = wanted.map(({ productId, quantity, percent }) => {
          const whole = divided(cents(productId === pump ? first : second) * cents(quantity), 1_000n);
          return { productId, net: whole - divided(whole * BigInt(percent), 100n) };
        });
        const netOf = (of: string[]) =>
          nets.filter(({ productId }) => of.includes(productId)).reduce((sum, { net }) => sum + net, 0n);
        const tax = divided(netOf([pump]) * 19n, 100n) + divided(netOf([manual]) * 7n, 100n);
        expect(quoted.lines.map(({ net }) => cents(net))).toEqual(nets.map(({ net }) => net));
        expect([quoted.net, quoted.tax, quoted.gross].map(cents)).toEqual([
          netOf([pump, manual]),
          tax,
          netOf([pump, manual]) + tax,
        ]);
      }),
    );
  });

  it('is the same bytes whoever asks, in whatever order things were published, and for ever', () => {
    const many = [
      published(list({ code: 'b', channels: ['phone'] })),
      published(list({ code: 'a', channels: ['phone'] })),
      published(list({ code: 'a', version: 2, channels: ['phone'] })),
      published(list()),
    ];
    const later = [published(list({ code: 'a', version: 3 }), '2026-03-01T09:00:00.001Z')];
    const withdrawn = {
      type: 'sales.price_list.withdrawn' as const,
      schemaVersion: 1,
      data: { currency: 'EUR', code: 'a', by: 'ana', withdrawnAt: '2026-04-01T00:00:00.000Z' },
    };
    const expected = canonicalJson(priceQuote(request(), catalogueOf({ lists: many })));
    expect(JSON.parse(expected)).toMatchObject({ lines: [{ priceList: { code: 'a', version: 2 } }] });
    fc.assert(
      fc.property(fc.shuffledSubarray(many, { minLength: many.length }), (shuffled) => {
        const catalogue = catalogueOf({ lists: [...shuffled, ...later, withdrawn] });
        const asked = request({ at: '2026-03-01T10:00:00+01:00', customer: { account: 'a-1', contact: 'c-1' } });
        expect(canonicalJson(priceQuote(asked, catalogue))).toBe(expected);
      }),
    );
  });
});
