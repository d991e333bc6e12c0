import { quoteApprovalRefused, quoteApproved, type QuoteEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { KnownQuote, Quote } from './quote';
import { valid } from './rules';

const awaiting = (quote: KnownQuote, by: string): KnownQuote => {
  if (quote.status !== 'awaiting-approval')
    throw new RuleBroken('no-approval-awaited', 'The quote does not await approval.', '/status');
  if (quote.offeredBy === by || quote.owner === by)
    throw new RuleBroken('second-person', 'A discount beyond the limit takes a second person.', '/by');
  return quote;
};

export const approveQuote =
  (revision: number): Decide<Quote, QuoteEvent> =>
  (state, { now, by }) => {
    const quote = valid(state, revision, now);
    if (quote.status === 'offered' && quote.approvedBy !== undefined) return [];
    const { quoteId } = awaiting(quote, by);
    return [quoteApproved({ quoteId, revision, by, approvedAt: now })];
  };

export const refuseApproval =
  (revision: number, reason: string): Decide<Quote, QuoteEvent> =>
  (state, { now, by }) => {
    const quote = valid(state, revision, now);
    if (quote.status === 'approval-refused') return [];
    const { quoteId } = awaiting(quote, by);
    return [quoteApprovalRefused({ quoteId, revision, by, refusedAt: now, reason })];
  };
