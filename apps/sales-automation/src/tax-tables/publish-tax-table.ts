import { taxTablePublished, type TaxTable } from '@touchstone/contracts';
import type { TaxTableEvent, TaxTables } from '@touchstone/pricing';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';

export interface PublishTaxTable {
  readonly jurisdiction: string;
  readonly table: Omit<TaxTable, 'version'>;
}

export const publishTaxTable =
  ({ jurisdiction, table }: PublishTaxTable): Decide<TaxTables, TaxTableEvent> =>
  ({ tables }, { now, by }) => {
    const classes = table.rates.map(({ taxClass }) => taxClass);
    const twice = classes.findIndex((one, index) => classes.indexOf(one) < index);
    if (twice >= 0)
      throw new RuleBroken('rate-named-twice', 'A tax class has one rate.', `/rates/${twice}/taxClass`, 422);
    const negative = table.rates.findIndex(({ rate }) => rate.startsWith('-'));
    if (negative >= 0)
      throw new RuleBroken('negative-amount', 'Tax rates are not negative.', `/rates/${negative}/rate`, 422);
    const version = 1 + Math.max(0, ...tables.map(({ value }) => value.version));
    return [taxTablePublished({ jurisdiction, table: { ...table, version }, by, publishedAt: now })];
  };
