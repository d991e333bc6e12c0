import type { PricedQuote, QuoteEvent, Recipient, SalesCustomer } from '@touchstone/contracts';
import type { Concerned, StreamKind } from '../commands/stream-kind';

/** The latest revision: what is offered. */
export interface Offer {
  readonly quoteId: string;
  readonly revision: number;
  readonly priced: PricedQuote;
  readonly owner: string;
  readonly opportunityId: string | undefined;
  readonly recipient: Recipient | undefined;
  readonly note: string | undefined;
  readonly offeredBy: string;
  readonly offeredAt: string;
}
export type Quote =
  | { readonly status: 'unknown' }
  | (Offer & { readonly status: 'awaiting-approval' })
  | (Offer & { readonly status: 'approval-refused'; readonly refusedBy: string })
  | (Offer & { readonly status: 'offered'; readonly approvedBy: string | undefined })
  | (Offer & { readonly status: 'accepted'; readonly acceptedAt: string })
  | (Offer & { readonly status: 'declined'; readonly reason: string });
export type KnownQuote = Exclude<Quote, { readonly status: 'unknown' }>;

type Offering = Extract<QuoteEvent, { type: 'sales.quote.prepared' | 'sales.quote.revised' }>['data'];

const offerOf = ({ by, ...data }: Offering, offeredAt: string): Quote => {
  const { quoteId, revision, priced, owner, opportunityId, recipient, note } = data;
  const offer = { quoteId, revision, priced, owner, opportunityId, recipient, note, offeredBy: by, offeredAt };
  return priced.approvalNeeded
    ? { ...offer, status: 'awaiting-approval' }
    : { ...offer, status: 'offered', approvedBy: undefined };
};

const evolve = (quote: Quote, { type, data }: QuoteEvent): Quote => {
  if (type === 'sales.quote.prepared') return offerOf(data, data.preparedAt);
  if (type === 'sales.quote.revised') return offerOf(data, data.revisedAt);
  if (quote.status === 'unknown') return quote;
  switch (type) {
    case 'sales.quote.approved':
      return { ...quote, status: 'offered', approvedBy: data.by };
    case 'sales.quote.approval_refused':
      return { ...quote, status: 'approval-refused', refusedBy: data.by };
    case 'sales.quote.accepted':
      return { ...quote, status: 'accepted', acceptedAt: data.acceptedAt };
    case 'sales.quote.declined':
      return { ...quote, status: 'declined', reason: data.reason };
    case 'sales.quote.reassigned':
      return { ...quote, owner: data.owner };
  }
};

/** The contact is the subject, else the account itself; an account beside a contact is the organisation. */
export const concernedBy = ({ contact, account }: SalesCustomer): Concerned[] => {
  const organisation = account === undefined ? [] : [{ type: 'account', value: account } as const];
  if (contact === undefined) return organisation.map((one) => ({ ...one, role: 'subject' }));
  return [
    { role: 'subject', type: 'contact', value: contact },
    ...organisation.map((one) => ({ ...one, role: 'organisation' as const })),
  ];
};

export const quotes: StreamKind<Quote, QuoteEvent> = {
  category: 'quote',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: (quote) => (quote.status === 'unknown' ? undefined : quote.owner),
  concerned: (quote) => (quote.status === 'unknown' ? [] : concernedBy(quote.priced.customer)),
};

/**
 * How a quote stands at a moment. Expiry is computed from its own `validUntil` and the clock of whoever asks: nobody has to
 * be awake when it expires, so it can never be accepted too late.
 */
export const standing = (quote: KnownQuote, now: string): KnownQuote['status'] | 'expired' => {
  const isClosed = quote.status === 'accepted' || quote.status === 'declined';
  return !isClosed && Date.parse(quote.priced.validUntil) <= Date.parse(now) ? 'expired' : quote.status;
};
