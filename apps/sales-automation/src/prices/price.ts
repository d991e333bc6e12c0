import type { PricedQuote, SalesCustomer } from '@touchstone/contracts';
import { NotPriced, priceQuote, type Discount, type PriceRequest } from '@touchstone/pricing';
import { RuleBroken } from '../commands/rule-broken';
import type { CatalogueReader } from './catalogue-reader';

/** What to price, as requests say it. */
export interface PriceWish extends Omit<PriceRequest, 'customer' | 'lines' | 'at'> {
  readonly customer: SalesCustomer;
  readonly lines: readonly {
    readonly productId: string;
    readonly quantity: string;
    readonly discount?: { readonly percent?: string | undefined; readonly amount?: string | undefined } | undefined;
  }[];
}

const discountOf = (wish: PriceWish['lines'][number]['discount'], field: string): Discount | undefined => {
  if (wish === undefined) return undefined;
  const { percent, amount } = wish;
  if (percent !== undefined && amount === undefined) return { percent };
  if (amount !== undefined && percent === undefined) return { amount };
  throw new RuleBroken('one-discount', 'A discount is a percentage or an amount.', field, 422);
};

/** What the customer is quoted at a moment: the answer of libs/pricing. Throws RuleBroken. */
export const price = async (catalogue: CatalogueReader, wish: PriceWish, at: string): Promise<PricedQuote> => {
  const { channel, currency, jurisdiction } = wish;
  const { contact, account } = wish.customer;
  const customer = { ...(contact !== undefined && { contact }), ...(account !== undefined && { account }) };
  const lines = wish.lines.map(({ productId, quantity, discount }, index) => ({
    productId,
    quantity,
    discount: discountOf(discount, `/lines/${index}/discount`),
  }));
  const request = { customer, channel, currency, jurisdiction, at, lines };
  try {
    return priceQuote(request, await catalogue.of(request));
  } catch (error) {
    if (error instanceof NotPriced) throw new RuleBroken(error.rule, error.message, error.field, 422);
    throw error;
  }
};
