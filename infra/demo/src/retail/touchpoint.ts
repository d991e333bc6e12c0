import Big from 'big.js';
import type { Invoice, InvoiceLine } from './invoices';

/** What the shop's Segment SDK is told about one invoice. */
export interface RetailTouchpoint {
  readonly messageId: string;
  readonly event: 'Order Completed' | 'Order Refunded' | 'Bad Debt Adjusted';
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp: Date;
  readonly properties: Record<string, unknown>;
  readonly context: { readonly traits: { readonly country: string } };
}

const names = { C: 'Order Refunded', A: 'Bad Debt Adjusted' } as const;

const total = (lines: readonly InvoiceLine[]): string =>
  lines.reduce((sum, { quantity, price }) => sum.plus(new Big(price).times(quantity)), new Big(0)).toFixed();

// A correction inside a plain invoice (negative quantity or price) is not revenue; a credit note is all correction.
const revenueOf = (invoice: Invoice, credit: boolean): string =>
  total(credit ? invoice.lines : invoice.lines.filter(({ quantity, price }) => quantity > 0 && Number(price) > 0));

export const touchpointOf = (invoice: Invoice): RetailTouchpoint => {
  const event = names[invoice.number.charAt(0) as keyof typeof names] ?? 'Order Completed';
  const { number, customer, country, time, lines } = invoice;
  const products = lines.map(({ sku, description, quantity, price }) => ({
    product_id: sku,
    name: description,
    quantity,
    price: Number(price),
  }));
  return {
    messageId: `invoice-${number}`,
    event,
    // One shared anonymous id would become a false person who bought everything that nobody signed for.
    ...(customer === undefined ? { anonymousId: `invoice-${number}` } : { userId: customer }),
    timestamp: new Date(time),
    properties: {
      order_id: number,
      currency: 'GBP',
      revenue: revenueOf(invoice, event === 'Order Refunded'),
      products,
    },
    context: { traits: { country } },
  };
};
