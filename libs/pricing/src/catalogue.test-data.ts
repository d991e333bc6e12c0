import type { PriceList, ProductSpecification, SalesTerms } from '@touchstone/contracts';
import { priceBookFold, type PriceListEvent } from './price-book';
import type { Catalogue, PriceRequest } from './price-request';
import { productFold, type ProductEvent } from './product';
import { taxTablesFold, type TaxTableEvent } from './tax-tables';
import { termsFold, type TermsEvent } from './terms-book';

export const [pump, manual] = ['11111111-0000-4000-8000-000000000001', '11111111-0000-4000-8000-000000000002'] as const;
export const start = '2026-01-01T00:00:00.000Z';

export const specification = (over: Partial<ProductSpecification> = {}): ProductSpecification => ({
  version: 1,
  name: { en: 'Pump', de: 'Pumpe', fr: 'Pompe' },
  unit: 'piece',
  taxClass: 'standard',
  attributes: {},
  ...over,
});
export const introduced = (productId: string, of = specification()): ProductEvent => ({
  type: 'sales.product.introduced',
  schemaVersion: 1,
  data: { productId, sku: `SKU-${productId.slice(-1)}`, specification: of, by: 'ana', introducedAt: start },
});

export const list = (over: Partial<PriceList> = {}): PriceList => ({
  code: 'retail',
  version: 1,
  channels: [],
  accounts: [],
  from: start,
  prices: [
    { productId: pump, price: '19.99', minimumQuantity: '0' },
    { productId: manual, price: '10', minimumQuantity: '0' },
  ],
  ...over,
});
export const published = (of: PriceList, publishedAt = start, currency = 'EUR'): PriceListEvent => ({
  type: 'sales.price_list.published',
  schemaVersion: 1,
  data: { currency, list: of, by: 'ana', publishedAt },
});

export const terms = (over: Partial<SalesTerms> = {}): SalesTerms => ({
  code: 'standard',
  version: 1,
  channels: [],
  from: start,
  paymentDays: 30,
  validDays: 14,
  discountLimit: '10',
  text: { en: 'Goods remain ours until paid.' },
  ...over,
});
export const termsEvent = (of = terms(), publishedAt = start): TermsEvent => ({
  type: 'sales.terms.published',
  schemaVersion: 1,
  data: { terms: of, by: 'ana', publishedAt },
});
export const taxes = (version = 1, from = start, standard = '19'): TaxTableEvent => ({
  type: 'sales.tax_table.published',
  schemaVersion: 1,
  data: {
    jurisdiction: 'DE',
    table: {
      version,
      from,
      rates: [
        { taxClass: 'standard', rate: standard },
        { taxClass: 'reduced', rate: '7' },
      ],
    },
    by: 'ana',
    publishedAt: start,
  },
});

export interface Published {
  readonly products?: readonly (readonly ProductEvent[])[];
  readonly lists?: readonly PriceListEvent[];
  readonly terms?: readonly TermsEvent[];
  readonly taxes?: readonly TaxTableEvent[];
}
export const catalogueOf = ({
  products = [[introduced(pump)], [introduced(manual, specification({ taxClass: 'reduced' }))]],
  lists = [published(list())],
  terms: allTerms = [termsEvent()],
  taxes: tables = [taxes()],
}: Published = {}): Catalogue => ({
  products: new Map(
    products.map((events) => [events[0]!.data.productId, events.reduce(productFold.evolve, productFold.initial)]),
  ),
  priceBook: lists.reduce(priceBookFold.evolve, priceBookFold.initial),
  terms: allTerms.reduce(termsFold.evolve, termsFold.initial),
  taxTables: tables.reduce(taxTablesFold.evolve, taxTablesFold.initial),
});

export const request = (over: Partial<PriceRequest> = {}): PriceRequest => ({
  customer: { contact: 'c-1', account: 'a-1' },
  channel: 'phone',
  currency: 'EUR',
  jurisdiction: 'DE',
  at: '2026-03-01T09:00:00.000Z',
  lines: [{ productId: pump, quantity: '3' }],
  ...over,
});
