import { escapeIdentifier, type Pool, type PoolClient, type QueryConfig } from 'pg';
import { StoreUnavailable } from '../errors';

/** Rows as arrays of the text that the server sent. */
export type Row = readonly string[];

export interface Statement {
  /** Prepared under this name on every connection; without one it is planned at each call, for the table as it is then. */
  readonly name?: string;
  readonly text: string;
}

export interface Sessions {
  /** Runs on a connection that has made sure of the store's epoch. Throws StoreUnavailable when it fails for no fault of the statement. */
  run(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
}

const asText = { getTypeParser: () => (text: string) => text } as unknown as NonNullable<QueryConfig['types']>;
const answerWithinMs = 60_000;

// Without a severity it is no answer of the server. Classes: 08 connection, 53 resources, 57 operator or shutdown, 58 system.
const outages = /^(?:08|53|57|58)/;
const isOutage = (error: unknown): boolean => {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return severity === undefined || (typeof code === 'string' && outages.test(code));
};
const leavesSessionUsable = (error: unknown): boolean => (error as { severity?: unknown }).severity === 'ERROR';

export const openSessions = (pool: Pool, schema: string): Sessions => {
  const ready = new WeakSet<PoolClient>();

  // A connection reaches one server only, so a store that was restored elsewhere is noticed before the first append.
  const prepare = async (client: PoolClient): Promise<void> => {
    client.on('error', () => {}); // in hand, a client that dies between two queries would end the process
    await client.query(`SELECT ${escapeIdentifier(schema)}.enter_epoch()`);
    // An idle open transaction anywhere in the cluster would hold the watermark back.
    await client.query(
      `SELECT set_config('idle_in_transaction_session_timeout', '30s', false)
       WHERE current_setting('idle_in_transaction_session_timeout') = '0'`,
    );
    ready.add(client);
  };

  const run = async ({ name, text }: Statement, values: readonly unknown[]): Promise<Row[]> => {
    let client: PoolClient | undefined;
    try {
      client = await pool.connect();
      if (!ready.has(client)) await prepare(client);
      const query = {
        ...(name !== undefined && { name }),
        text,
        values: [...values],
        rowMode: 'array' as const,
        types: asText,
        query_timeout: answerWithinMs,
      };
      const { rows } = await client.query<string[]>(query);
      client.release();
      return rows;
    } catch (error) {
      client?.release(!leavesSessionUsable(error));
      throw isOutage(error) ? new StoreUnavailable(error) : error;
    }
  };
  return { run };
};
