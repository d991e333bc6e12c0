import type { Pool, PoolClient } from 'pg';

/** One transaction; its work may set limits with SET LOCAL. A connection whose state is not known is closed. */
export const inSteps = async <T>(pool: Pool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  const onError = () => undefined; // the query in flight, or the next one, rejects as well
  client.on('error', onError);
  let lives = true;
  try {
    await client.query(begin);
    const done = await work(client);
    await client.query('COMMIT');
    return done;
  } catch (error) {
    lives = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.off('error', onError);
    client.release(!lives);
  }
};

/** So that no reader waits for long behind a step that waits for somebody else. */
export const lockTimeout = `SET LOCAL lock_timeout = '200ms'`;
export const isLockTimeout = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '55P03';
