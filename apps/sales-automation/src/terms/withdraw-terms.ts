import { termsWithdrawn } from '@touchstone/contracts';
import type { TermsBook, TermsEvent } from '@touchstone/pricing';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';

export const withdrawTerms =
  (code: string): Decide<TermsBook, TermsEvent> =>
  ({ terms }, { now, by }) => {
    const versions = terms.filter(({ value }) => value.code === code);
    if (versions.length === 0) throw new RuleBroken('unknown-terms', 'There are no terms of this code.', '/code');
    if (versions.every(({ withdrawnAt }) => withdrawnAt !== undefined)) return [];
    return [termsWithdrawn({ code, by, withdrawnAt: now })];
  };
