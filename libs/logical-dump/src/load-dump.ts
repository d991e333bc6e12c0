import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { schemasIn } from './describe-schemas';
import { DumpUnreadable, type DumpLine } from './dump-line';

export interface Loaded {
  readonly database: string;
  readonly takenAt: string;
  readonly about: Readonly<Record<string, unknown>>;
  /** `schema.table` -> rows. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface LoadOptions {
  readonly onProgress?: (rows: number) => void;
}

interface Filling {
  readonly name: string;
  readonly statement: string;
  readonly lines: string[];
  bytes: number;
  rows: number;
}

const most = { rows: 2_000, bytes: 4 * 1024 * 1024 };

const fillingOf = ({ table, columns }: { table: string; columns: readonly string[] }): Filling => {
  const names = columns.map(escapeIdentifier).join(', ');
  const statement = `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM json_populate_recordset(NULL::${table}, $1::json)`;
  return { name: table.replaceAll('"', ''), statement, lines: [], bytes: 0, rows: 0 };
};

const parse = (line: string): DumpLine => {
  try {
    return JSON.parse(line) as DumpLine;
  } catch {
    throw new DumpUnreadable('The dump holds a line that is no JSON: it is damaged.');
  }
};

const isRow = (line: string): boolean => line.startsWith(' ');

class Loading {
  private header: Extract<DumpLine, { dump: 1 }> | undefined;
  private filling: Filling | undefined;
  private readonly counted: Record<string, number> = {};
  private total = 0;
  private end: Extract<DumpLine, { end: true }> | undefined;

  constructor(
    private readonly client: ClientBase,
    private readonly options: LoadOptions,
  ) {}

  async take(line: string): Promise<void> {
    if (this.end) throw new DumpUnreadable('The dump goes on behind its end: it is damaged.');
    if (this.filling && isRow(line)) return this.row(this.filling, line);
    await this.control(parse(line));
  }

  private async row(filling: Filling, line: string): Promise<void> {
    filling.lines.push(line);
    filling.bytes += line.length;
    filling.rows += 1;
    if (filling.lines.length >= most.rows || filling.bytes >= most.bytes) await this.flush();
  }

  private async flush(): Promise<void> {
    const { filling } = this;
    if (!filling || filling.lines.length === 0) return;
    await this.client.query(filling.statement, [`[${filling.lines.join(',')}]`]);
    this.total += filling.lines.length;
    this.options.onProgress?.(this.total);
    filling.lines.length = 0;
    filling.bytes = 0;
  }

  private async leaveTable(): Promise<void> {
    await this.flush();
    if (this.filling) this.counted[this.filling.name] = this.filling.rows;
    this.filling = undefined;
  }

  private async control(line: DumpLine): Promise<void> {
    await this.leaveTable();
    if ('dump' in line) {
      if (line.dump !== 1) throw new DumpUnreadable('The dump was written by a newer release: run that one.');
      this.header = line;
    } else if (!this.header) throw new DumpUnreadable('This is no dump.');
    else if ('before' in line) await this.client.query(line.before);
    else if ('table' in line) this.filling = fillingOf(line);
    else if ('after' in line) await this.client.query(line.after);
    else this.end = line;
  }

  finish(): Loaded {
    if (!this.header || !this.end) throw new DumpUnreadable('The dump has no end: it was cut off.');
    const wrong = Object.entries(this.end.rows).find(([table, rows]) => this.counted[table] !== rows);
    if (wrong)
      throw new DumpUnreadable(
        `The dump lost rows of ${wrong[0]}: it names ${wrong[1]}, ${this.counted[wrong[0]] ?? 0} are there.`,
      );
    const { database, takenAt, about } = this.header;
    return { database, takenAt, about, rows: this.end.rows };
  }
}

/** Makes the schemas of a dump with their rows in a database that has none: all of it, or nothing. */
export const loadDump = async (
  pool: Pool,
  lines: AsyncIterable<string>,
  options: LoadOptions = {},
): Promise<Loaded> => {
  const client = await pool.connect();
  try {
    const [present] = await schemasIn(client);
    if (present) throw new Error(`The database holds schema ${present} already: a dump is loaded into an empty one.`);
    await client.query(`SET statement_timeout = 0; SET search_path = pg_catalog; SET check_function_bodies = off`);
    await client.query('BEGIN');
    const loading = new Loading(client, options);
    for await (const line of lines) if (line) await loading.take(line);
    const loaded = loading.finish();
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return loaded;
  } finally {
    client.release(true);
  }
};
