import { priceListWithdrawn, taxTablePublished } from '@touchstone/contracts';
import { priceBookFold, productFold, taxTablesFold, termsFold } from '@touchstone/pricing';
import { discontinueProduct } from '../products/discontinue-product';
import { introduceProduct } from '../products/introduce-product';
import { specifyProduct } from '../products/specify-product';
import { publishTaxTable } from '../tax-tables/publish-tax-table';
import { publishTerms } from '../terms/publish-terms';
import { withdrawTerms } from '../terms/withdraw-terms';
import { publishPriceList } from './publish-price-list';
import { withdrawPriceList } from './withdraw-price-list';

const clock = { now: '2026-03-02T09:00:00.000Z', by: 'cleo' };
const productId = '0190f3c4-0000-7000-8000-000000000202';
const specification = { name: { en: 'Pump' }, unit: 'piece', taxClass: 'standard', attributes: { power: '250 W' } };
const broken = (rule: string, field?: string) => expect.objectContaining({ rule, ...(field && { field }) }) as Error;

describe('a product', () => {
  const [introduced] = introduceProduct({ productId, sku: 'P-1', specification })(productFold.initial, clock);
  const offered = productFold.evolve(productFold.initial, introduced!);

  it('has versions of its specification, a new one only for a change', () => {
    expect(introduced?.data).toMatchObject({ specification: { ...specification, version: 1 } });
    expect(introduceProduct({ productId, sku: 'P-1', specification })(offered, clock)).toEqual([]);
    expect(specifyProduct(specification)(offered, clock)).toEqual([]);
    const stronger = { ...specification, attributes: { power: '300 W' } };
    expect(specifyProduct(stronger)(offered, clock)).toMatchObject([{ data: { specification: { version: 2 } } }]);
  });

  it('is specified no more once it is discontinued', () => {
    const [event] = discontinueProduct(offered, clock);
    const discontinued = productFold.evolve(offered, event!);
    expect(discontinueProduct(discontinued, clock)).toEqual([]);
    expect(() => specifyProduct(specification)(discontinued, clock)).toThrow(broken('product-discontinued'));
  });
});

describe('a price list', () => {
  const prices = [{ productId, price: '19.99', minimumQuantity: '0' }];
  const list = { code: 'retail', channels: [], accounts: [], from: clock.now, prices };
  const publish = (over: object = {}, currency = 'EUR') => publishPriceList({ currency, list: { ...list, ...over } });

  it('is published version after version, and withdrawn once', () => {
    const [first] = publish()(priceBookFold.initial, clock);
    const book = priceBookFold.evolve(priceBookFold.initial, first!);
    expect(publish()(book, clock)).toMatchObject([{ data: { list: { version: 2 } } }]);
    expect(publish({ code: 'own' })(book, clock)).toMatchObject([{ data: { list: { version: 1 } } }]);
    const withdrawn = priceListWithdrawn({ currency: 'EUR', code: 'retail', by: 'cleo', withdrawnAt: clock.now });
    expect(withdrawPriceList('retail')(book, clock)).toEqual([withdrawn]);
    expect(withdrawPriceList('retail')(priceBookFold.evolve(book, withdrawn), clock)).toEqual([]);
    expect(() => withdrawPriceList('none')(book, clock)).toThrow(broken('unknown-price-list', '/code'));
  });

  it.each([
    [{ to: clock.now }, 'ends-before-it-begins', '/to'],
    [{ prices: [{ productId, price: '-1', minimumQuantity: '0' }] }, 'negative-amount', '/prices/0'],
    [{ prices: [...prices, ...prices] }, 'price-named-twice', '/prices/1'],
  ])('is refused with %j', (over, rule, field) =>
    expect(() => publish(over)(priceBookFold.initial, clock)).toThrow(broken(rule, field)),
  );

  it('is refused in a currency that does not exist', () =>
    expect(() => publish({}, 'EUX')(priceBookFold.initial, clock)).toThrow(broken('unknown-currency', '/currency')));
});

describe('terms of sale', () => {
  const wish = { code: 'standard', channels: [], from: clock.now, paymentDays: 30, validDays: 14 };
  const terms = { ...wish, discountLimit: '10', text: { en: 'Pay.' } };

  it('are published version after version, and withdrawn', () => {
    const [first] = publishTerms(terms)(termsFold.initial, clock);
    const book = termsFold.evolve(termsFold.initial, first!);
    expect(publishTerms(terms)(book, clock)).toMatchObject([{ data: { terms: { version: 2 } } }]);
    const [withdrawn] = withdrawTerms('standard')(book, clock);
    expect(withdrawTerms('standard')(termsFold.evolve(book, withdrawn!), clock)).toEqual([]);
    expect(() => withdrawTerms('none')(book, clock)).toThrow(broken('unknown-terms', '/code'));
  });

  it.each(['-1', '100.01'])('have no discount limit of %s percent', (discountLimit) =>
    expect(() => publishTerms({ ...terms, discountLimit })(termsFold.initial, clock)).toThrow(
      broken('limit-out-of-range', '/discountLimit'),
    ),
  );
});

describe('a tax table', () => {
  const publish = (...rates: { taxClass: string; rate: string }[]) =>
    publishTaxTable({ jurisdiction: 'DE', table: { from: clock.now, rates } });
  const standard = { taxClass: 'standard', rate: '19' };

  it('is published version after version', () => {
    const table = { version: 1, from: clock.now, rates: [standard] };
    const published = taxTablePublished({ jurisdiction: 'DE', table, by: 'cleo', publishedAt: clock.now });
    expect(publish(standard)(taxTablesFold.initial, clock)).toEqual([published]);
    const after = taxTablesFold.evolve(taxTablesFold.initial, published);
    expect(publish(standard)(after, clock)).toMatchObject([{ data: { table: { version: 2 } } }]);
  });

  it('has one rate for a class, which is not negative', () => {
    expect(() => publish(standard, standard)(taxTablesFold.initial, clock)).toThrow(broken('rate-named-twice'));
    expect(() => publish({ ...standard, rate: '-1' })(taxTablesFold.initial, clock)).toThrow(broken('negative-amount'));
  });
});
