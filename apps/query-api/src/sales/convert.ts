import { addDecimals, multiplyDecimals } from '@touchstone/contracts';
import type { RatesOfDay } from '@touchstone/read-models';

/** The rate of a currency into the base; undefined when the table has none for the day. */
export const rateInto = ({ base, rates }: RatesOfDay, currency: string): string | undefined =>
  currency === base ? '1' : rates.find((rate) => rate.currency === currency)?.rate;

interface Summed {
  readonly currency: string;
}

/**
 * The sum of one figure over rows of several currencies, in the base; rows that no rate converts are left out, and their
 * currencies are named.
 */
export const sumIn = <Row extends Summed>(
  table: RatesOfDay,
  rows: readonly Row[],
  figure: (row: Row) => string,
): string =>
  rows.reduce((sum, row) => {
    const rate = rateInto(table, row.currency);
    return rate === undefined ? sum : addDecimals(sum, multiplyDecimals(figure(row), rate));
  }, '0');

export const unconvertedOf = (table: RatesOfDay, rows: readonly Summed[]): string[] => [
  ...new Set(rows.filter(({ currency }) => rateInto(table, currency) === undefined).map(({ currency }) => currency)),
];

/** The rates that these rows needed. */
export const usedRates = ({ rates }: RatesOfDay, rows: readonly Summed[]) =>
  rates.filter((rate) => rows.some(({ currency }) => currency === rate.currency));
