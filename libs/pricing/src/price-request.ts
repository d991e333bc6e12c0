import type { PricedQuote, SalesCustomer } from '@touchstone/contracts';
import type { PriceBook } from './price-book';
import type { Product } from './product';
import type { TaxTables } from './tax-tables';
import type { TermsBook } from './terms-book';

/** Off one line: percent of its list amount, or an amount in the currency of the quote. */
export type Discount = { readonly percent: string } | { readonly amount: string };

export interface RequestedLine {
  readonly productId: string;
  readonly quantity: string;
  readonly discount?: Discount | undefined;
}

export interface PriceRequest {
  readonly customer: SalesCustomer;
  readonly channel: PricedQuote['channel'];
  readonly currency: string;
  readonly jurisdiction: string;
  /** ISO 8601: prices, specifications, terms and rates are those of this moment. */
  readonly at: string;
  readonly lines: readonly RequestedLine[];
}

/** States of the streams that a request needs. */
export interface Catalogue {
  readonly products: ReadonlyMap<string, Product>;
  readonly priceBook: PriceBook;
  readonly terms: TermsBook;
  readonly taxTables: TaxTables;
}
