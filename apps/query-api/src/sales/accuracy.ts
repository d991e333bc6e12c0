import type { BookedRow, ForecastRow, SalesFilter } from '@touchstone/read-models';
import { invalidField } from '../freshness/problems';
import type { Reads } from '../reading/read-models.tables';
import type { Sources } from '../reading/sources';
import { sumIn, unconvertedOf, usedRates } from './convert';
import { errorsOf } from './errors';
import { ratesAt } from './forecast';
import { periodsBetween, type Period } from './periods';

export interface AskAccuracy extends Pick<SalesFilter, 'owner' | 'team'> {
  readonly from?: string;
  readonly until?: string;
  readonly period: 'month' | 'quarter';
  readonly rateTable?: string;
}

const mostPeriods = 40;
const sumOf = <Row>(rows: readonly Row[], figure: (row: Row) => string): string =>
  rows.length === 0 ? '0' : figure(rows[0] as Row);

const perCurrency = (forecasts: readonly ForecastRow[], booked: readonly BookedRow[]) => {
  const currencies = [...new Set([...forecasts, ...booked].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => ({
    currency,
    forecast: sumOf(
      forecasts.filter((row) => row.currency === currency),
      ({ weighted }) => weighted,
    ),
    actual: sumOf(
      booked.filter((row) => row.currency === currency),
      ({ amount }) => amount,
    ),
  }));
};

const onePeriod = async (reads: Reads, filter: SalesFilter, period: Period, rateTable: string | undefined) => {
  const { db, sales } = reads;
  const asOf = `${period.from}T00:00:00.000Z`;
  const by = 'quarter';
  const [forecasts, booked, table] = await Promise.all([
    sales.forecast.rows(db, { ...filter, asOf, by, from: period.from, until: period.until }),
    sales.attainment.booked(db, { ...filter, from: period.from, until: period.until }),
    ratesAt(reads, rateTable, asOf),
  ]);
  if (!table) return perCurrency(forecasts, booked).map((sums) => ({ ...period, ...sums }));
  const forecast = sumIn(table, forecasts, ({ weighted }) => weighted);
  const actual = sumIn(table, booked, ({ amount }) => amount);
  const all = [...forecasts, ...booked];
  const [rates, unconverted] = [usedRates(table, all), unconvertedOf(table, all)];
  return [{ ...period, currency: table.base, forecast, actual, rates, unconverted }];
};

/** What was forecast at the beginning of each period for deals that were to close in it, beside what was won in it. */
export const accuracy = (
  { from, until, period, rateTable, ...filter }: AskAccuracy,
  reach: SalesFilter['reach'],
  { readModels }: Sources,
): Promise<object> => {
  if (from === undefined || until === undefined) throw invalidField('from', 'Say which periods: from and until.');
  const periods = periodsBetween(from, until, period, mostPeriods + 1);
  if (periods.length > mostPeriods) throw invalidField('until', `At most ${mostPeriods} periods are compared at once.`);
  return readModels.read(async (reads) => {
    const all = await Promise.all(periods.map((one) => onePeriod(reads, { ...filter, reach }, one, rateTable)));
    const items = all.flat();
    const currencies = [...new Set(items.map(({ currency }) => currency))].sort();
    const errors = currencies.map((currency) => ({
      currency,
      ...errorsOf(items.filter((item) => item.currency === currency)),
    }));
    return { items, errors };
  });
};
