import { decimal } from '@touchstone/contracts';
import type { OpportunitySort, SalesFilter } from '@touchstone/read-models';
import { invalidField } from '../freshness/problems';
import { keysOfCursor, type KeyKind } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';
import type { Sources } from '../reading/sources';

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

const kinds: Readonly<Record<OpportunitySort, KeyKind>> = {
  expectedClose: 'string',
  amount: 'string',
  openedAt: 'time',
  changedAt: 'time',
};

/** A page of opportunities as they stand. */
export const listOpportunities = async (
  { limit, cursor, sort: by, ...filter }: ListOpportunities,
  reach: SalesFilter['reach'],
  { readModels }: Sources,
): Promise<string> => {
  const descending = by.startsWith('-');
  const sort = (descending ? by.slice(1) : by) as OpportunitySort;
  const list = `opportunities?${JSON.stringify([by, Object.entries(filter).sort()])}`;
  const [at, id] = keysOfCursor(list, cursor, [kinds[sort], 'uuid']) ?? [];
  if (id !== undefined && sort === 'amount' && !decimal.safeParse(at).success)
    throw invalidField('cursor', 'This is no cursor of this list: pass on the `next` of the page before, unchanged.');
  const after = id === undefined ? undefined : { at: String(at), id: String(id) };
  const question = { ...filter, reach, sort, descending };
  const rows = await readModels.read(({ db, sales }) => sales.pipeline.opportunities(db, question, after, limit + 1));
  return listAnswer(list, rows, limit, (row) => [row.at, row.id]);
};
