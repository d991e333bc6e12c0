import { quoteDeclined, type QuoteEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Quote } from './quote';
import { undecided } from './rules';

export interface DeclineQuote {
  readonly reason: Extract<QuoteEvent, { type: 'sales.quote.declined' }>['data']['reason'];
  readonly note?: string | undefined;
}

export const declineQuote =
  (wish: DeclineQuote): Decide<Quote, QuoteEvent> =>
  (state, { now, by }) => {
    if (state.status === 'declined' && state.reason === wish.reason) return [];
    const { quoteId, revision } = undecided(state);
    return [quoteDeclined({ ...wish, quoteId, revision, by, declinedAt: now })];
  };
