import type { ClientBase } from 'pg';

export interface TableShape {
  readonly schema: string;
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly personal: boolean }>;
}

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly personal: boolean;
  readonly at: number | null;
}

/**
 * The tables of a schema with what they hold. The planner is told to take no samples of columns with personal data
 * (docs/adding-a-projection.md), and neither does a comparison.
 */
export const tableShapes = async (client: ClientBase, schema: string): Promise<ReadonlyMap<string, TableShape>> => {
  const { rows } = await client.query<ColumnRow>(
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
            coalesce(a.attstattarget = 0, false) AS personal, array_position(i.indkey::int2[], a.attnum) AS at
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
      ORDER BY c.relname, a.attnum`,
    [schema],
  );
  const tables = new Map<string, ColumnRow[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  const shapeOf = (columns: readonly ColumnRow[]): TableShape => ({
    schema,
    key: columns
      .filter(({ at }) => at !== null)
      .sort((a, b) => Number(a.at) - Number(b.at))
      .map(({ column }) => column),
    columns: new Map(columns.map(({ column, type, personal }) => [column, { type, personal }])),
  });
  return new Map([...tables].map(([table, columns]) => [table, shapeOf(columns)]));
};
