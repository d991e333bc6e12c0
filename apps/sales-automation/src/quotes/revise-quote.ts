import { canonicalJson, quoteRevised, type PricedQuote, type QuoteEvent, type Recipient } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Quote } from './quote';
import { undecided } from './rules';

export interface ReviseQuote {
  /** Priced anew, at the moment of the revision. */
  readonly priced: PricedQuote;
  readonly recipient?: Recipient | undefined;
  readonly note?: string | undefined;
}

/** What is not told stays as it is; an approval counts for the revision that it was given to. */
export const reviseQuote =
  ({ priced, recipient, note }: ReviseQuote): Decide<Quote, QuoteEvent> =>
  (state, { now, by }) => {
    const quote = undecided(state);
    if (canonicalJson(quote.priced.customer) !== canonicalJson(priced.customer))
      throw new RuleBroken('other-customer', 'A quote stays with its customer: prepare another one.', '/customer', 422);
    const { quoteId, owner, opportunityId } = quote;
    return [
      quoteRevised({
        quoteId,
        revision: quote.revision + 1,
        owner,
        opportunityId,
        priced,
        recipient: recipient ?? quote.recipient,
        note: note ?? quote.note,
        by,
        revisedAt: now,
      }),
    ];
  };
