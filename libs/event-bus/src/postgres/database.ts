import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { BusUnavailable } from '../errors';

/** The bus' schema on one server; every statement is prepared once per connection, under its name. */
export interface BusDatabase {
  readonly pool: Pool;
  readonly schema: string;
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<QueryResult<Row>>;
}

export interface Statement {
  readonly name: string;
  /** `$schema` stands for the quoted schema. */
  readonly text: string;
}

const patienceMs = 30_000;
const severed = /^(08|57P|53|57014|25006|E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND))/;
const severedText =
  /Connection terminated|timeout exceeded|Query read timeout|Client has encountered a connection error|not queryable/;

export const isUnavailable = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return severed.test(code ?? '') || severedText.test(message ?? '');
};

export const busDatabase = (pool: Pool, schema: string): BusDatabase => {
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  const texts = new Map<string, string>();
  const textOf = ({ name, text }: Statement): string => {
    let known = texts.get(name);
    if (known === undefined) texts.set(name, (known = text.replaceAll('$schema', quoted)));
    return known;
  };
  return {
    pool,
    schema,
    query: async (statement, values) => {
      // A server that hangs must not hold its caller for ever; pg then drops the connection.
      const limit = { query_timeout: patienceMs };
      const query = { name: `${schema}.${statement.name}`, text: textOf(statement), values: [...values], ...limit };
      try {
        return await pool.query(query);
      } catch (error) {
        throw isUnavailable(error) ? new BusUnavailable(error) : error;
      }
    },
  };
};
