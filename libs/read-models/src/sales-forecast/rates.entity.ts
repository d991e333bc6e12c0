import { code, table } from '../table';

export const rateTables = table({
  tableName: 'rate_tables',
  columns: { rate_table_id: { type: 'uuid', primary: true }, name: { type: 'text' }, base: { type: 'text' } },
});

/** What one unit of a currency is worth in the base of its table, from a day on, and when that was said. */
export const rates = table({
  tableName: 'rates',
  columns: {
    rate_table_id: { type: 'uuid', primary: true },
    currency: { type: 'text', primary: true },
    from_day: { ...code, primary: true },
    /** Of the event that set it: the later one is a correction. */
    position: { ...code, primary: true },
    set_at: { type: 'timestamptz' },
    rate: { type: 'numeric' },
  },
});
