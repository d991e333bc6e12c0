import { quotePrepared, type PricedQuote, type QuoteEvent, type Recipient } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Quote } from './quote';

export interface PrepareQuote {
  readonly quoteId: string;
  readonly priced: PricedQuote;
  readonly owner?: string | undefined;
  readonly opportunityId?: string | undefined;
  readonly recipient?: Recipient | undefined;
  readonly note?: string | undefined;
}

/** Throws RuleBroken unless a quote or an order says whom it is for, and whose it is. */
export const ownerFor = (
  { customer }: Pick<PricedQuote, 'customer'>,
  owner: string | undefined,
  rep: string | undefined,
): string => {
  if (customer.contact === undefined && customer.account === undefined)
    throw new RuleBroken('no-customer', 'Name a contact, an account, or both.', '/customer', 422);
  const named = owner ?? rep;
  if (named === undefined) throw new RuleBroken('no-owner', 'Name the sales person whose it is.', '/owner', 422);
  return named;
};

export const prepareQuote =
  ({ owner, ...facts }: PrepareQuote): Decide<Quote, QuoteEvent> =>
  (state, { now, by, rep }) =>
    state.status === 'unknown'
      ? [quotePrepared({ ...facts, revision: 1, owner: ownerFor(facts.priced, owner, rep), by, preparedAt: now })]
      : [];
