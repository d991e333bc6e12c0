import type { Pool, PoolClient } from 'pg';
import { TransactionFailed } from './failures';
import { endLockWaits } from './lock-waits';

// Rows and checkpoint are one transaction, so a crash of the read server that loses its last moments loses both, and they
// are folded again: waiting for its disk would buy nothing.
const begin = (idleMs: number) =>
  `BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL idle_in_transaction_session_timeout = ${Math.max(1000, idleMs)}`;

/** Runs `work` in one transaction; throws TransactionFailed around whatever it threw, or when a lock does not come. */
export const inTransaction = async (
  pool: Pool,
  idleMs: number,
  work: (client: PoolClient) => Promise<void>,
  lockWaitMs = Math.max(10_000, idleMs),
) => {
  const client = await pool.connect().catch((error: unknown) => {
    throw new TransactionFailed(error, false);
  });
  const onError = () => undefined; // the query in flight, or the next one, rejects as well
  client.on('error', onError);
  const watched = endLockWaits(pool, client, lockWaitMs);
  let lives = true;
  try {
    await client.query(begin(idleMs));
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    lives = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    throw new TransactionFailed(error, lives);
  } finally {
    watched.stop();
    client.off('error', onError);
    client.release(!lives);
  }
};
