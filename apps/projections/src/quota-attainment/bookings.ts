import type { OpportunityFact } from '../sales-facts/opportunity-fact';
import { historyOf, type Span } from '../sales-facts/opportunity-history';

export interface Booking {
  readonly eventId: string;
  readonly kind: 'won' | 'back';
  readonly opportunityId: string;
  readonly at: number;
  readonly recordedAt: number;
  readonly owner: string | undefined;
  readonly team: string | undefined;
  /** Negative when a win counts back. */
  readonly amount: string;
  readonly currency: string;
}

const negative = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

const of = ({ fact }: Span) => ({
  eventId: fact.eventId,
  opportunityId: fact.opportunityId,
  at: fact.at,
  recordedAt: fact.recordedAt,
});

const same = (a: Span, b: Booking): boolean => a.amount === b.amount && a.currency === b.currency;

/**
 * What counts for whom. A win counts for whoever owned the opportunity then, on its day; when it is won no more, or for
 * another amount, it counts back for the same person on the day of that.
 */
export const bookingsOf = (facts: readonly OpportunityFact[]): Booking[] => {
  const bookings: Booking[] = [];
  let booked: Booking | undefined;
  for (const span of historyOf(facts)) {
    const isWon = span.status === 'won';
    if (booked && !(isWon && same(span, booked))) {
      bookings.push({ ...booked, ...of(span), kind: 'back', amount: negative(booked.amount) });
      booked = undefined;
    }
    if (isWon && !booked) {
      const { owner, team, amount, currency } = span;
      booked = { ...of(span), kind: 'won', owner, team, amount, currency };
      bookings.push(booked);
    }
  }
  return bookings;
};
