import type { SalesFilter } from '@touchstone/read-models';
import type { Sources } from '../reading/sources';
import { momentOf } from './forecast';

export interface AskAttainment {
  readonly asOf?: string;
  readonly from?: string;
  readonly until?: string;
  readonly owner?: string;
  readonly team?: string;
  readonly rateTable?: string;
}

/** Quotas whose period touches the one that is asked for (that of the moment unless told), and what was won towards them. */
export const attainment = async (
  { asOf: told, from, until, owner, team, rateTable }: AskAttainment,
  reach: SalesFilter['reach'],
  now: number,
  { readModels }: Sources,
): Promise<object> => {
  const asOf = momentOf(told, now);
  const today = asOf.slice(0, 10);
  const question = { asOf, from: from ?? today, until: until ?? `${today}~`, rep: owner, team, rateTable };
  const rows = await readModels.read(({ db, sales }) =>
    sales.attainment.rows(db, { ...question, owners: reach?.owners }),
  );
  return { asOf, items: rows };
};
