import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { describeSchemas, schemasIn, type TableShape } from './describe-schemas';
import type { DumpLine } from './dump-line';

export interface DumpOptions {
  readonly database: string;
  /** All but these. */
  readonly without?: readonly string[];
  /** Kept in the first line. */
  readonly about?: (client: ClientBase) => Promise<Readonly<Record<string, unknown>>>;
  /** What is written of a table (`schema.table`) instead of all its rows: a condition, or other values for columns. */
  readonly rowsOf?: (client: ClientBase) => Promise<Readonly<Record<string, RowChoice>>>;
}

export interface RowChoice {
  /** SQL over the row `r`. */
  readonly where?: string;
  /** Column -> SQL over the row `r`. */
  readonly instead?: Readonly<Record<string, string>>;
}

const chunk = 1_000;

const selectOf = ({ name, columns }: TableShape, { where, instead = {} }: RowChoice): string => {
  const values = columns.map(
    (column) => `${instead[column] ?? `r.${escapeIdentifier(column)}`} AS ${escapeIdentifier(column)}`,
  );
  const rows = `SELECT ${values.join(', ')} FROM ${name} r${where ? ` WHERE ${where}` : ''}`;
  return `SELECT row_to_json(x)::text AS line FROM (${rows}) x`;
};

async function* rowsOf(client: ClientBase, select: string): AsyncGenerator<string[]> {
  await client.query(`DECLARE dumped NO SCROLL CURSOR FOR ${select}`);
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${chunk} FROM dumped`);
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < chunk) break;
  }
  await client.query('CLOSE dumped');
}

const identitiesOf = async (client: ClientBase, { name, columns }: TableShape): Promise<string[]> => {
  const statements: string[] = [];
  for (const column of columns) {
    const { rows } = await client.query<{ sequence: string | null }>(
      'SELECT pg_get_serial_sequence($1, $2) AS sequence',
      [name, column],
    );
    const sequence = rows[0]?.sequence;
    if (!sequence) continue;
    const last = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value, is_called FROM ${sequence}`,
    );
    const { last_value: value, is_called: called } = last.rows[0] as { last_value: string; is_called: boolean };
    statements.push(`SELECT setval('${sequence.replaceAll("'", "''")}', ${value}, ${called})`);
  }
  return statements;
};

const text = (line: DumpLine): string => `${JSON.stringify(line)}\n`;

async function* dump(client: ClientBase, options: DumpOptions): AsyncGenerator<string> {
  const schemas = (await schemasIn(client)).filter((schema) => !options.without?.includes(schema));
  const shape = await describeSchemas(client, schemas);
  const about = (await options.about?.(client)) ?? {};
  yield text({ dump: 1, database: options.database, takenAt: new Date().toISOString(), about });
  for (const schema of shape.schemas) yield text({ before: `CREATE SCHEMA ${escapeIdentifier(schema)}` });
  for (const table of shape.tables) yield text({ before: table.create });
  const choices = (await options.rowsOf?.(client)) ?? {};
  const counts: Record<string, number> = {};
  for (const table of shape.tables) {
    const label = `${table.schema}.${table.table}`;
    counts[label] = 0;
    yield text({ table: table.name, columns: table.columns });
    for await (const lines of rowsOf(client, selectOf(table, choices[label] ?? {}))) {
      counts[label] += lines.length;
      yield ` ${lines.join('\n ')}\n`;
    }
  }
  for (const statement of shape.after) yield text({ after: statement });
  for (const table of shape.tables)
    for (const statement of await identitiesOf(client, table)) yield text({ after: statement });
  yield text({ end: true, rows: counts });
}

/**
 * Everything in these schemas as lines of JSON: how to make them and their rows, as one moment saw them. It reads in one
 * snapshot that takes no transaction id, so nobody waits for it.
 */
export async function* dumpDatabase(pool: Pool, options: DumpOptions): AsyncGenerator<string> {
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    // Names in definitions carry their schema only when the path does not lead to it; times read alike everywhere.
    await client.query(`SET search_path = pg_catalog; SET timezone = 'UTC'`);
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    yield* dump(client, options);
    await client.query('COMMIT');
  } finally {
    // Its settings, and a cursor that was left half-way, end with the connection.
    client.release(true);
  }
}
