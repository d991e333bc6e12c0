import type { SalesFilter } from '@touchstone/read-models';
import type { Sources } from '../reading/sources';
import { recordPage } from './record-page';

export interface ListOpportunities extends Omit<SalesFilter, 'reach'> {
  readonly status?: string;
  readonly stage?: string;
  readonly account?: string;
  readonly competitor?: string;
  readonly closesFrom?: string;
  readonly closesUntil?: string;
  readonly minAmount?: string;
  readonly sort: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** A page of opportunities as they stand. */
export const listOpportunities = (
  query: ListOpportunities,
  reach: SalesFilter['reach'],
  { readModels }: Sources,
): Promise<string> =>
  recordPage(query, {
    list: 'opportunities',
    kinds: { expectedClose: 'string', amount: 'decimal', openedAt: 'time', changedAt: 'time' },
    read: (asked, ...page) =>
      readModels.read(({ db, sales }) => sales.pipeline.opportunities(db, { ...asked, reach }, ...page)),
  });
