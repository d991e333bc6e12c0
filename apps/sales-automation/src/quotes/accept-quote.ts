import { quoteAccepted, type QuoteEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Quote } from './quote';
import { valid } from './rules';

/** A second acceptance is refused: a request that is repeated is known by its key. */
export const acceptQuote =
  (revision: number): Decide<Quote, QuoteEvent> =>
  (state, { now, by }) => {
    const { quoteId, status } = valid(state, revision, now);
    if (status !== 'offered')
      throw new RuleBroken('approval-missing', 'A second person has to approve its discount first.', '/status');
    return [quoteAccepted({ quoteId, revision, by, acceptedAt: now })];
  };
