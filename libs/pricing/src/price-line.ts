import { decimal, minorUnits, type PricedLine, type PriceList, type TaxTable } from '@touchstone/contracts';
import Big from 'big.js';
import { knownAt } from './in-force';
import { NotPriced } from './not-priced';
import { hadPrice, priceOf, type FoundPrice } from './price-book';
import type { Catalogue, Discount, PriceRequest, RequestedLine } from './price-request';
import { rateOf } from './tax-tables';

/** Rounds once, half away from zero, to the minor unit. */
export type Rounding = (exact: Big) => string;

export const roundingOf = (currency: string): Rounding => {
  const digits = minorUnits(currency);
  if (digits === undefined)
    throw new NotPriced('unknown-currency', '/currency', `ISO 4217 lists no currency ${currency}.`);
  return (exact) => {
    const rounded = exact.toFixed(digits, Big.roundHalfUp);
    if (decimal.safeParse(rounded).success) return rounded;
    throw new NotPriced('amount-too-large', '/lines', 'An amount has at most 20 digits before its point.');
  };
};

const specificationAt = ({ products }: Catalogue, productId: string, at: string, field: string) => {
  const product = products.get(productId);
  if (!product || product.status === 'unknown')
    throw new NotPriced('unknown-product', field, `There is no product ${productId}.`);
  if (product.status === 'discontinued' && Date.parse(product.discontinuedAt) <= Date.parse(at))
    throw new NotPriced('product-discontinued', field, `Product ${product.sku} is sold no longer.`);
  const known = knownAt(
    product.specifications.map(({ specification, at: publishedAt }) => ({ value: specification, publishedAt })),
    at,
  );
  const specification = known.at(-1);
  if (!specification)
    throw new NotPriced('unknown-product', field, `There was no product ${product.sku} at that moment.`);
  return { sku: product.sku, specification };
};

const priceAt = (
  { priceBook }: Catalogue,
  lists: readonly PriceList[],
  { productId, quantity }: RequestedLine,
  { at, currency }: PriceRequest,
  field: string,
): FoundPrice => {
  const found = priceOf(lists, productId, quantity);
  if (found) return found;
  if (priceBook.currency === currency && hadPrice(priceBook, productId, at))
    throw new NotPriced('price-expired', field, `The price of product ${productId} in ${currency} has expired.`);
  throw new NotPriced(
    'no-price',
    field,
    `No price list in ${currency} has a price of product ${productId} for this customer, channel, quantity and moment.`,
  );
};

const discountOf = (discount: Discount | undefined, list: string, round: Rounding, field: string): string => {
  if (!discount) return round(new Big(0));
  const amount = round(
    'percent' in discount ? new Big(list).times(discount.percent).div(100) : new Big(discount.amount),
  );
  if (new Big(amount).lt(0) || new Big(amount).gt(list))
    throw new NotPriced('discount-out-of-range', field, `A discount lies between nothing and the ${list} of its line.`);
  return amount;
};

export const priceLine = (
  request: PriceRequest,
  catalogue: Catalogue,
  { lists, table, round }: { lists: readonly PriceList[]; table: TaxTable; round: Rounding },
  index: number,
): PricedLine => {
  const line = request.lines[index]!;
  const { productId, quantity } = line;
  const at = `/lines/${index}`;
  if (!new Big(quantity).gt(0))
    throw new NotPriced(
      'quantity-not-positive',
      `${at}/quantity`,
      `A quantity is more than nothing: ${quantity} is not.`,
    );
  const { sku, specification } = specificationAt(catalogue, productId, request.at, `${at}/productId`);
  const { price, priceList } = priceAt(catalogue, lists, line, request, `${at}/productId`);
  const taxRate = rateOf(table, specification.taxClass);
  if (taxRate === undefined)
    throw new NotPriced(
      'no-tax-rate',
      '/jurisdiction',
      `The tax table of ${request.jurisdiction} has no rate for class ${specification.taxClass}.`,
    );
  const list = round(new Big(quantity).times(price));
  const discount = discountOf(line.discount, list, round, `${at}/discount`);
  const { version, name, unit, taxClass } = specification;
  return {
    number: index + 1,
    productId,
    sku,
    specification: version,
    name,
    unit,
    quantity,
    priceList,
    unitPrice: price,
    list,
    discount,
    net: round(new Big(list).minus(discount)),
    taxClass,
    taxRate,
  };
};
