export type PricingRule =
  | 'no-lines'
  | 'unknown-currency'
  | 'unknown-product'
  | 'product-discontinued'
  | 'quantity-not-positive'
  | 'no-price'
  | 'price-expired'
  | 'discount-out-of-range'
  | 'amount-too-large'
  | 'no-terms'
  | 'no-tax-table'
  | 'no-tax-rate';

/** No price can be named: which rule forbids it, and which field of the request (RFC 6901 pointer) is to blame. */
export class NotPriced extends Error {
  constructor(
    readonly rule: PricingRule,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}
