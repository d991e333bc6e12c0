import type { ClientBase, Pool } from 'pg';

// Roles belong to the server, so that two owners of two databases may meet in one catalogue row.
const metAnother = (error: unknown): boolean =>
  error instanceof Error && /tuple concurrently (updated|deleted)|duplicate key value .*pg_authid/.test(error.message);

/** Runs the steps in one transaction on the owner's connection; again when another process changed the same role. */
export const runAsOwner = async (
  pool: Pool,
  steps: (client: ClientBase) => Promise<void>,
  tries = 5,
): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await steps(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (tries <= 1 || !metAnother(error)) throw error;
    return runAsOwner(pool, steps, tries - 1);
  } finally {
    client.release();
  }
};
