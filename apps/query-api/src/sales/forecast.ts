import type { ForecastGroup, ForecastRow, LateFacts, RatesOfDay, SalesFilter } from '@touchstone/read-models';
import { invalidField } from '../freshness/problems';
import type { Sources } from '../reading/sources';
import type { Reads } from '../reading/read-models.tables';
import { sumIn, unconvertedOf, usedRates } from './convert';

export interface AskForecast extends Omit<SalesFilter, 'reach'> {
  readonly asOf?: string;
  readonly by: ForecastGroup;
  readonly from?: string;
  readonly until?: string;
  readonly rateTable?: string;
}

/** Rates as they hold on the day of the moment, as they were known then. Throws a problem (400) when there is no such table. */
export const ratesAt = async (
  { db, sales }: Reads,
  rateTable: string | undefined,
  asOf: string,
  known = asOf,
): Promise<RatesOfDay | undefined> => {
  if (rateTable === undefined) return undefined;
  const table = await sales.forecast.rates(db, rateTable, asOf, known);
  if (!table) throw invalidField('rateTable', 'There is no such rate table.');
  return table;
};

const converted = (table: RatesOfDay, rows: readonly ForecastRow[]) => ({
  currency: table.base,
  amount: sumIn(table, rows, ({ amount }) => amount),
  weighted: sumIn(table, rows, ({ weighted }) => weighted),
  unconverted: unconvertedOf(table, rows),
});

const groupsOf = (rows: readonly ForecastRow[], table: RatesOfDay | undefined) => {
  const byKey = new Map<string | null, ForecastRow[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return [...byKey].map(([key, of]) => ({
    key,
    sums: of.map(({ key: _, ...sums }) => sums),
    ...(table && { converted: converted(table, of) }),
  }));
};

const nothingLate: LateFacts = { count: 0, imported: 0 };
export const lateIn = (all: readonly LateFacts[]): LateFacts =>
  all.reduce((a, b) => ({ count: a.count + b.count, imported: a.imported + b.imported }), nothingLate);

/** Rates that were set only after the moment. */
export const lateRates = ({ db, sales }: Reads, rateTable: string | undefined, asOf: string): Promise<LateFacts> =>
  rateTable === undefined ? Promise.resolve(nothingLate) : sales.forecast.lateRates(db, rateTable, asOf);

/** What is asked for without a moment shows everything that is known, also what a clock said that goes before ours. */
export const knownBy = (told: string | undefined, asOf: string): string => (told === undefined ? 'infinity' : asOf);

export const momentOf = (asOf: string | undefined, now: number): string =>
  new Date(asOf === undefined ? now : Date.parse(asOf)).toISOString();

/** What may be won, weighted by the probability of its stage, as of a moment: from the facts, not from how things stand now. */
export const forecast = (
  { asOf: told, by, rateTable, ...filter }: AskForecast,
  reach: SalesFilter['reach'],
  now: number,
  { readModels }: Sources,
): Promise<object> => {
  const asOf = momentOf(told, now);
  return readModels.read(async (reads) => {
    const { db, sales } = reads;
    const table = await ratesAt(reads, rateTable, asOf, knownBy(told, asOf));
    const question = { ...filter, reach, asOf };
    const late = () => Promise.all([sales.forecast.late(db, question), lateRates(reads, rateTable, asOf)]);
    const [rows, heardLate] = await Promise.all([
      sales.forecast.rows(db, { ...question, by }),
      told === undefined ? [] : late(),
    ]);
    return {
      asOf,
      by,
      groups: groupsOf(rows, table),
      ...(table && { converted: converted(table, rows), rates: usedRates(table, rows) }),
      lateFacts: lateIn(heardLate),
    };
  });
};
