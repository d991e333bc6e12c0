import { taxTablePublished, type EventOf, type TaxTable } from '@touchstone/contracts';
import { knownAt, type Published } from './in-force';

export type TaxTableEvent = EventOf<typeof taxTablePublished>;

/** Every version of the tax table of one jurisdiction. */
export interface TaxTables {
  readonly tables: readonly Published<TaxTable>[];
}

export const taxTablesFold = {
  initial: { tables: [] } as TaxTables,
  evolve: ({ tables }: TaxTables, { data }: TaxTableEvent): TaxTables => ({
    tables: [...tables, { value: data.table, publishedAt: data.publishedAt }],
  }),
};

/** The one whose time came last; of two from the same moment on, the later version. */
export const taxTableAt = ({ tables }: TaxTables, at: string): TaxTable | undefined =>
  knownAt(tables, at)
    .filter(({ from }) => Date.parse(from) <= Date.parse(at))
    .sort((a, b) => Date.parse(b.from) - Date.parse(a.from) || b.version - a.version)[0];

export const rateOf = (table: TaxTable, taxClass: string): string | undefined =>
  table.rates.find((one) => one.taxClass === taxClass)?.rate;
