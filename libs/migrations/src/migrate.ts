import { escapeIdentifier, type Pool, type PoolClient } from 'pg';
import { type Migration } from './migration';
import { digestOf, pendingSteps, type AppliedStep } from './pending-steps';

const lockKey = `hashtextextended('touchstone migrations of ' || $1, 0)`;

const inTransaction = async (client: PoolClient, work: () => Promise<unknown>): Promise<void> => {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // the cause is worth more than the dead connection
    throw error;
  }
};

const runStep = (client: PoolClient, schema: string, migration: Migration) =>
  inTransaction(client, async () => {
    await client.query(`SET LOCAL search_path = ${schema}`);
    await client.query(migration.sql);
    const insert = `INSERT INTO ${schema}.migrations (name, digest) VALUES ($1, $2)`;
    await client.query(insert, [migration.name, digestOf(migration)]);
  });

const bringUp = async (client: PoolClient, name: string, migrations: readonly Migration[]) => {
  const schema = escapeIdentifier(name);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${schema}.migrations (
       step int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       name text NOT NULL UNIQUE,
       digest text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now()
     )`,
  );
  const { rows } = await client.query<AppliedStep>(`SELECT name, digest FROM ${schema}.migrations ORDER BY step`);
  for (const migration of pendingSteps(name, migrations, rows)) await runStep(client, schema, migration);
};

const patienceMs = 60_000;
const isSlow = (error: unknown): boolean =>
  error instanceof Error && /connection timeout|timeout exceeded when trying to connect/.test(error.message);

// The limit of the pool is for requests. A start has time: a server that is there and only slow is no reason to give up.
const connectPatiently = async (pool: Pool): Promise<PoolClient> => {
  for (const began = performance.now(); ;)
    try {
      return await pool.connect();
    } catch (error) {
      if (!isSlow(error) || performance.now() - began > patienceMs) throw error;
    }
};

/**
 * Brings `schema` to the last of `migrations`; processes that start together take turns. Each missing step commits by
 * itself, so a step that fails leaves those before it. Throws MigrationRefused when the histories differ.
 */
export const migrate = async (pool: Pool, schema: string, migrations: readonly Migration[]): Promise<void> => {
  const client = await connectPatiently(pool);
  let settled = false;
  try {
    // Waiting for another process, or building an index, may outlast the limits that requests run under.
    await client.query('SET statement_timeout = 0');
    await client.query(`SELECT pg_advisory_lock(${lockKey})`, [schema]);
    await bringUp(client, schema, migrations);
    await client.query(`SELECT pg_advisory_unlock(${lockKey})`, [schema]);
    await client.query('RESET statement_timeout');
    settled = true;
  } finally {
    // After a failure the connection is closed, which gives the lock back whatever state the session is in.
    client.release(!settled);
  }
};
