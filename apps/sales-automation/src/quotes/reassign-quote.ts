import { quoteReassigned, type QuoteEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { Quote } from './quote';

export interface ReassignQuote {
  readonly owner: string;
  readonly reassignmentId?: string | undefined;
}

/** Also one that is closed: whoever takes a customer over takes the past along. */
export const reassignQuote =
  ({ owner, reassignmentId }: ReassignQuote): Decide<Quote, QuoteEvent> =>
  (state, { by }) => {
    if (state.status === 'unknown' || state.owner === owner) return [];
    const { quoteId, owner: from } = state;
    return [quoteReassigned({ quoteId, owner, from, reassignmentId, by })];
  };
