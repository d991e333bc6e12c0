import { escapeIdentifier, type ClientBase } from 'pg';

export interface TableShape<Row> {
  readonly table: string;
  /** Column -> its SQL type. A column of an array type takes an array literal as text (see `arrayLiteral`). */
  readonly columns: Readonly<Record<keyof Row & string, string>>;
  readonly key: readonly (keyof Row & string)[];
  /** What happens to a row that is there: replaced (default), kept, or `column -> expression` over "t" and "excluded". */
  readonly onConflict?: 'replace' | 'keep' | Readonly<Partial<Record<keyof Row & string, string>>>;
}

export type TableWriter<Row> = (client: ClientBase, rows: readonly Row[]) => Promise<void>;

const conflict = <Row>({ key, columns, onConflict = 'replace' }: TableShape<Row>): string => {
  if (onConflict === 'keep') return 'ON CONFLICT DO NOTHING';
  const others = Object.keys(columns).filter((column) => !(key as readonly string[]).includes(column));
  const set =
    onConflict === 'replace' ? others.map((column) => [column, `excluded.${column}`]) : Object.entries(onConflict);
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.map(([column, to]) => `${column} = ${String(to)}`).join(', ')}`;
};

/** Writes any number of rows in one prepared statement, one array per column. Keys are distinct within a call. */
export const tableWriter = <Row extends object>(schema: string, shape: TableShape<Row>): TableWriter<Row> => {
  const names = Object.keys(shape.columns) as (keyof Row & string)[];
  const isArray = (name: keyof Row & string) => shape.columns[name].endsWith('[]');
  const parameters = names.map((name, index) => `$${index + 1}::${isArray(name) ? 'text' : shape.columns[name]}[]`);
  const selected = names.map((name) => (isArray(name) ? `${name}::${shape.columns[name]}` : name));
  const text = `
    INSERT INTO ${escapeIdentifier(schema)}.${shape.table} AS t (${names.join(', ')})
    SELECT ${selected.join(', ')} FROM unnest(${parameters.join(', ')}) AS given (${names.join(', ')})
    ${conflict(shape)}`;
  const { onConflict = 'replace' } = shape;
  const statement = `${typeof onConflict === 'string' ? onConflict : 'add'} ${schema}.${shape.table}`;
  const byKey = (a: Row, b: Row): number => {
    for (const column of shape.key) {
      if (a[column] < b[column]) return -1;
      if (a[column] > b[column]) return 1;
    }
    return 0;
  };
  return async (client, rows) => {
    if (rows.length === 0) return;
    const sorted = [...rows].sort(byKey); // two writers lock the rows that they share in one order
    await client.query({ name: statement, text, values: names.map((name) => sorted.map((row) => row[name] ?? null)) });
  };
};

/** The text of a one-dimensional array, for a column of an array type. */
export const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
