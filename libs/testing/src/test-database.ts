import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { addressVariable } from './jest-postgres';

export type TestDatabase = { url: string; pool: Pool; drop(): Promise<void> };

const administer = async (server: string, statement: string) => {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
};

/** A fresh, empty database on the one server of this Jest run. */
export const testDatabase = async (): Promise<TestDatabase> => {
  const server = process.env[addressVariable];
  if (!server)
    throw new Error(`${addressVariable} is not set: testDatabase() works only under the root Jest configuration.`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const pool = new Pool({ connectionString: address.href });
  pool.on('error', () => {}); // drop() also ends connections that a test has left open
  const drop = async () => {
    await pool.end();
    await administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { url: address.href, pool, drop };
};
