import type { ForecastGroup, ForecastRow, RatesOfDay, SalesFilter } from '@touchstone/read-models';
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

/** Rates as they hold on the day of the moment. Throws a problem (400) when there is no such table. */
export const ratesAt = async (
  { db, sales }: Reads,
  rateTable: string | undefined,
  asOf: string,
): Promise<RatesOfDay | undefined> => {
  if (rateTable === undefined) return undefined;
  const table = await sales.forecast.rates(db, rateTable, asOf.slice(0, 10));
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
    const table = await ratesAt(reads, rateTable, asOf);
    const [rows, late] = await Promise.all([
      sales.forecast.rows(db, { ...filter, reach, asOf, by }),
      told === undefined ? { count: 0, imported: 0 } : sales.forecast.late(db, asOf),
    ]);
    return {
      asOf,
      by,
      groups: groupsOf(rows, table),
      ...(table && { converted: converted(table, rows), rates: usedRates(table, rows) }),
      lateFacts: late,
    };
  });
};
