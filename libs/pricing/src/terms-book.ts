import { termsPublished, termsWithdrawn, type EventOf, type SalesTerms } from '@touchstone/contracts';
import { inForce, mostParticularFirst, withdraw, type Published } from './in-force';

export type TermsEvent = EventOf<typeof termsPublished> | EventOf<typeof termsWithdrawn>;

/** Every version of all terms of sale. */
export interface TermsBook {
  readonly terms: readonly Published<SalesTerms>[];
}

export const termsFold = {
  initial: { terms: [] } as TermsBook,
  evolve: ({ terms }: TermsBook, { type, data }: TermsEvent): TermsBook => {
    switch (type) {
      case 'sales.terms.published':
        return { terms: [...terms, { value: data.terms, publishedAt: data.publishedAt }] };
      case 'sales.terms.withdrawn':
        return { terms: withdraw(terms, data.code, data.withdrawnAt) };
    }
  },
};

/** Those of the channel before the general ones. */
export const termsFor = (
  { terms }: TermsBook,
  channel: SalesTerms['channels'][number],
  at: string,
): SalesTerms | undefined =>
  inForce(terms, at)
    .filter(({ channels }) => channels.length === 0 || channels.includes(channel))
    .sort(mostParticularFirst(({ channels }) => (channels.length > 0 ? 1 : 0)))[0];

export const pinnedTerms = (
  { terms }: TermsBook,
  { code, version }: { code: string; version: number },
): SalesTerms | undefined => terms.find(({ value }) => value.code === code && value.version === version)?.value;
