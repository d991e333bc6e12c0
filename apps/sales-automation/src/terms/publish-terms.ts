import { termsPublished, type SalesTerms } from '@touchstone/contracts';
import type { TermsBook, TermsEvent } from '@touchstone/pricing';
import { assertPeriod } from '../commands/period';
import { isPublished, nextVersion } from '../commands/published';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';

/** Terms, or the next version of some. */
export const publishTerms =
  (terms: Omit<SalesTerms, 'version'>): Decide<TermsBook, TermsEvent> =>
  ({ terms: published }, { now, by }) => {
    assertPeriod(terms);
    if (Number(terms.discountLimit) < 0 || Number(terms.discountLimit) > 100)
      throw new RuleBroken('limit-out-of-range', 'The limit is a percentage from 0 to 100.', '/discountLimit', 422);
    const same = published.filter(({ value }) => value.code === terms.code);
    if (isPublished(same, terms)) return [];
    const version = nextVersion(same);
    return [termsPublished({ terms: { ...terms, version }, by, publishedAt: now })];
  };
