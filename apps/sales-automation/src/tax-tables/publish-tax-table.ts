import { taxTablePublished, type TaxTable } from '@touchstone/contracts';
import type { TaxTableEvent, TaxTables } from '@touchstone/pricing';
import { isPublished, nextVersion } from '../commands/published';
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
    if (isPublished(tables, table)) return [];
    const version = nextVersion(tables);
    return [taxTablePublished({ jurisdiction, table: { ...table, version }, by, publishedAt: now })];
  };
