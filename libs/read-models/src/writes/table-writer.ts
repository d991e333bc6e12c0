import { escapeIdentifier, type ClientBase } from 'pg';
import { arrayLiteral, separated } from './columns';

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

/** One parameter per column: an array, or JSON documents one behind the other. */
const parameter = (type: string, number: number): string => {
  if (type === 'jsonb') return `string_to_array($${number}, E'\\x1f', '')::jsonb[]`;
  return `$${number}::${type.endsWith('[]') ? 'text' : type}[]`;
};

/** Writes any number of rows in one prepared statement, one array per column. Keys are distinct within a call. */
export const tableWriter = <Row extends object>(schema: string, shape: TableShape<Row>): TableWriter<Row> => {
  const names = Object.keys(shape.columns) as (keyof Row & string)[];
  const types = names.map((name) => shape.columns[name]);
  const parameters = types.map((type, index) => parameter(type, index + 1));
  const selected = names.map((name, index) => (types[index]?.endsWith('[]') ? `${name}::${types[index]}` : name));
  const text = `
    INSERT INTO ${escapeIdentifier(schema)}.${shape.table} AS t (${names.join(', ')})
    SELECT ${selected.join(', ')} FROM unnest(${parameters.join(', ')}) AS given (${names.join(', ')})
    ${conflict(shape)}`;
  const { onConflict = 'replace' } = shape;
  const statement = `${typeof onConflict === 'string' ? onConflict : 'add'} ${schema}.${shape.table}`;
  const keyOf = (row: Row): string => shape.key.map((name) => String(row[name])).join('\0');
  return async (client, rows) => {
    if (rows.length === 0) return;
    // Two writers lock the rows that they share in one order.
    const sorted = rows.map((row) => ({ key: keyOf(row), row })).sort((a, b) => (a.key < b.key ? -1 : 1));
    const values = names.map((name, index) => {
      const column = sorted.map(({ row }) => row[name]);
      return types[index] === 'jsonb' ? separated(column) : arrayLiteral(column);
    });
    await client.query({ name: statement, text, values });
  };
};
