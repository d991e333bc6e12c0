import { code, table } from '../table';

/** One row per version of the tax rates of a jurisdiction; its id is that of the event that published it. */
export const taxTables = table({
  tableName: 'tax_tables',
  columns: {
    id: { type: 'uuid', primary: true },
    jurisdiction: code,
    version: { type: 'int' },
    from_at: { type: 'timestamptz' },
    rates: { type: 'jsonb' },
    published_at: { type: 'timestamptz' },
    published_by: { type: 'text' },
  },
  indices: [
    { name: 'tax_tables_jurisdiction', columns: ['jurisdiction', 'id'] },
    { name: 'tax_tables_from', columns: ['from_at', 'id'] },
    { name: 'tax_tables_published_at', columns: ['published_at', 'id'] },
  ],
});
