import { termsFold, type TermsBook, type TermsEvent } from '@touchstone/pricing';
import type { StreamKind } from '../commands/stream-kind';

/** Id of the one stream of all terms. */
export const termsId = 'sales';

export const salesTermsBook: StreamKind<TermsBook, TermsEvent> = {
  ...termsFold,
  category: 'terms',
  ownerOf: () => undefined,
  concerned: () => [],
};
