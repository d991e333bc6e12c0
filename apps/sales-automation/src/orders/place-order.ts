import {
  salesOrderPlaced,
  salesOrderSource,
  type OrderReference,
  type PricedQuote,
  type Recipient,
  type SalesOrderEvent,
} from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import { ownerFor } from '../quotes/prepare-quote';
import type { Quote } from '../quotes/quote';
import type { Order } from './order';

export interface PlaceOrder {
  readonly salesOrderId: string;
  /** Of the quote, or priced now. */
  readonly priced: PricedQuote;
  /** The contact in which it was taken. */
  readonly channel: PricedQuote['channel'];
  /** Undefined: it was stated that there is no quote. */
  readonly quote?: { readonly quoteId: string; readonly quoteRevision: number } | undefined;
  /** How another system that reports it too numbers it. */
  readonly external?: OrderReference | undefined;
  readonly owner?: string | undefined;
  readonly opportunityId?: string | undefined;
  readonly recipient?: Recipient | undefined;
  readonly note?: string | undefined;
}

/** What an order from a quote takes over. Throws RuleBroken unless the quote was accepted. */
export const acceptedOffer = (quote: Quote) => {
  if (quote.status !== 'accepted')
    throw new RuleBroken('quote-not-accepted', 'The quote has to be accepted first.', '/quoteId');
  const { priced, owner, opportunityId, recipient, quoteId, revision: quoteRevision } = quote;
  return { priced, owner, opportunityId, recipient, quote: { quoteId, quoteRevision } };
};

export const assertForeign = ({ orderSource }: OrderReference): void => {
  if (orderSource === salesOrderSource)
    throw new RuleBroken('own-order-source', 'Name the other system that numbers it.', '/orderSource', 422);
};

export const placeOrder =
  ({ priced, quote, external, owner, salesOrderId, ...facts }: PlaceOrder): Decide<Order, SalesOrderEvent> =>
  (state, { now, by, rep }) => {
    if (state.status !== 'unknown')
      throw new RuleBroken('ordered-already', 'There is an order from this quote already.', '/quoteId');
    if (!quote && priced.approvalNeeded)
      throw new RuleBroken(
        'approval-needed',
        'A discount beyond the limit needs a quote, and approval.',
        '/lines',
        422,
      );
    if (external) assertForeign(external);
    const { customer, currency, jurisdiction, lines, net: amount, tax, gross } = priced;
    return [
      salesOrderPlaced({
        ...facts,
        salesOrderId,
        ...(external ?? { orderSource: salesOrderSource, orderId: salesOrderId }),
        ...(quote ?? { withoutQuote: true as const }),
        owner: ownerFor(priced, owner, rep),
        customer,
        currency,
        jurisdiction,
        lines,
        amount,
        tax,
        gross,
        by,
        placedAt: now,
      }),
    ];
  };
