import type { AttainmentReads, SalesFilter } from '@touchstone/read-models';
import { encodeCursor } from '../pages/cursor';
import { keysOfCursor } from '../pages/keys-of-cursor';
import type { Sources } from '../reading/sources';
import { knownBy, lateIn, lateRates, momentOf } from './forecast';

export interface AskAttainment {
  readonly asOf?: string;
  readonly from?: string;
  readonly until?: string;
  readonly owner?: string;
  readonly team?: string;
  readonly rateTable?: string;
  readonly limit: number;
  readonly cursor?: string;
}
type Question = Parameters<AttainmentReads['rows']>[1];
type Key = NonNullable<Parameters<AttainmentReads['rows']>[2]>;

const keyOf = (list: string, cursor: string | undefined): Key | undefined => {
  const [from, kind, holder, quota] = keysOfCursor(list, cursor, ['string', 'string', 'string', 'uuid']) ?? [];
  if (quota === undefined) return undefined;
  return { from: String(from), kind: String(kind), holder: String(holder), quota: String(quota) };
};

/**
 * A page of the quotas whose period touches the one that is asked for (that of the moment unless told), and what was won
 * towards them: as it was known at the moment. A manager sees those of the teams that he leads as well.
 */
export const attainment = (
  { asOf: told, limit, cursor, ...asked }: AskAttainment,
  reach: SalesFilter['reach'],
  ledTeams: readonly string[],
  now: number,
  { readModels }: Sources,
): Promise<object> => {
  const asOf = momentOf(told, now);
  const today = asOf.slice(0, 10);
  const { from = today, until = `${today}~`, owner: rep, team, rateTable } = asked;
  const list = `attainment?${JSON.stringify([told, Object.entries(asked).sort()])}`;
  const after = keyOf(list, cursor);
  const quotas = reach && { owners: reach.owners, teams: ledTeams };
  const question: Question = { asOf, knownBy: knownBy(told, asOf), from, until, rep, team, rateTable, reach: quotas };
  return readModels.read(async (reads) => {
    const { db, sales } = reads;
    const late = () => Promise.all([sales.attainment.late(db, question), lateRates(reads, rateTable, asOf)]);
    const [rows, heardLate] = await Promise.all([
      sales.attainment.rows(db, question, after, limit + 1),
      told === undefined ? [] : late(),
    ]);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const next = last ? encodeCursor(list, [last.from, last.kind, last.holder, last.quota]) : null;
    return { asOf, items, next, lateFacts: lateIn(heardLate) };
  });
};
