import type { PricedLine, PricedQuote } from '@touchstone/contracts';
import Big from 'big.js';
import { NotPriced } from './not-priced';
import { listsFor } from './price-book';
import { priceLine, roundingOf, type Rounding } from './price-line';
import type { Catalogue, PriceRequest } from './price-request';
import { taxTableAt } from './tax-tables';
import { termsFor } from './terms-book';

const dayMs = 86_400_000;

const sum = (amounts: readonly string[]): Big => amounts.reduce((total, one) => total.plus(one), new Big(0));

const taxesOf = (lines: readonly PricedLine[], round: Rounding): PricedQuote['taxes'] => {
  const rates = [...new Map(lines.map(({ taxRate }) => [new Big(taxRate).toFixed(), taxRate])).values()];
  return rates
    .sort((a, b) => new Big(a).cmp(b))
    .map((rate) => {
      const net = sum(lines.filter(({ taxRate }) => new Big(taxRate).eq(rate)).map((line) => line.net));
      return { rate, net: round(net), tax: round(net.times(rate).div(100)) };
    });
};

const basisOf = ({ channel, currency, customer, jurisdiction, at }: PriceRequest, catalogue: Catalogue) => {
  const terms = termsFor(catalogue.terms, channel, at);
  if (!terms) throw new NotPriced('no-terms', '/channel', `No terms of sale hold for channel ${channel} then.`);
  const table = taxTableAt(catalogue.taxTables, at);
  if (!table) throw new NotPriced('no-tax-table', '/jurisdiction', `No tax table of ${jurisdiction} is in force then.`);
  return { terms, table, lists: listsFor(catalogue.priceBook, { account: customer.account, channel, currency }, at) };
};

/**
 * What a customer is quoted. Pure: the same request on the same catalogue gives the same answer, and so does a catalogue
 * to which something was added after the moment of the request. Throws NotPriced.
 */
export const priceQuote = (request: PriceRequest, catalogue: Catalogue): PricedQuote => {
  const { at, channel, currency, customer, jurisdiction } = request;
  const round = roundingOf(currency);
  if (request.lines.length === 0) throw new NotPriced('no-lines', '/lines', 'A quote has at least one line.');
  const { terms, table, lists } = basisOf(request, catalogue);
  const lines = request.lines.map((_, index) => priceLine(request, catalogue, { lists, table, round }, index));
  const taxes = taxesOf(lines, round);
  const [list, discount, net] = (['list', 'discount', 'net'] as const).map((of) => sum(lines.map((line) => line[of])));
  const tax = sum(taxes.map((one) => one.tax));
  return {
    at: new Date(at).toISOString(),
    customer,
    channel,
    currency,
    jurisdiction,
    lines,
    terms: { code: terms.code, version: terms.version },
    taxTable: table.version,
    taxes,
    list: round(list!),
    discount: round(discount!),
    net: round(net!),
    tax: round(tax),
    gross: round(net!.plus(tax)),
    discountLimit: terms.discountLimit,
    approvalNeeded: discount!.gt(list!.times(terms.discountLimit).div(100)),
    validUntil: new Date(Date.parse(at) + terms.validDays * dayMs).toISOString(),
  };
};
