import { customerIdentity, customerProfile, customerSales, customerTimeline } from '@touchstone/read-models';
import type { TestServer } from './road';

type Row = Record<string, unknown>;

export const rowsOf = async ({ pool }: TestServer, table: string): Promise<Row[]> => {
  const { rows } = await pool.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM ${table} t`);
  return rows.map(({ row }) => row).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};

const schemas = [customerProfile, customerTimeline, customerIdentity, customerSales].map(({ schema }) => schema);

/** Every row of every table of the read models of customers. */
export const allRows = async (database: TestServer): Promise<Record<string, Row[]>> => {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema = ANY($1) AND table_name <> 'migrations' ORDER BY 1`,
    [schemas],
  );
  return Object.fromEntries(
    await Promise.all(rows.map(async ({ name }) => [name, await rowsOf(database, name)] as const)),
  );
};

/** What remains when read server and slots are deleted. */
export const deleteReadModels = async ({ pool }: TestServer): Promise<void> => {
  for (const schema of [...schemas, 'touchstone']) await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
};
