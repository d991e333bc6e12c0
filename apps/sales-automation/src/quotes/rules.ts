import { RuleBroken } from '../commands/rule-broken';
import { standing, type KnownQuote, type Quote } from './quote';

/** A quote that was neither accepted nor declined. Throws RuleBroken. */
export const undecided = (quote: Quote): KnownQuote => {
  if (quote.status === 'unknown') throw new RuleBroken('unknown-quote', 'There is no such quote.');
  if (quote.status === 'accepted' || quote.status === 'declined')
    throw new RuleBroken('quote-closed', `The quote was ${quote.status} already.`, '/status');
  return quote;
};

/** The same, if it still stands, in the revision that the caller looks at. Throws RuleBroken. */
export const valid = (quote: Quote, revision: number, now: string): KnownQuote => {
  const known = undecided(quote);
  if (known.revision !== revision)
    throw new RuleBroken('other-revision', `The quote is at revision ${known.revision}.`, '/revision');
  if (standing(known, now) === 'expired')
    throw new RuleBroken('quote-expired', `The quote was valid until ${known.priced.validUntil}.`, '/validUntil');
  return known;
};
