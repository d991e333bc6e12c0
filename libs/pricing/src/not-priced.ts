export type PricingRule =
  | 'lines_present'
  | 'currency_known'
  | 'product_known'
  | 'product_offered'
  | 'quantity_positive'
  | 'price_in_force'
  | 'price_not_expired'
  | 'discount_within_price'
  | 'terms_in_force'
  | 'tax_table_in_force'
  | 'tax_class_has_rate';

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
