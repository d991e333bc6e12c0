import type { Pool, PoolClient, QueryConfig } from 'pg';
import { TransactionFailed } from './failures';
import { endLockWaits } from './lock-waits';

// Rows and checkpoint are one transaction, so a crash of the read server that loses its last moments loses both, and they
// are folded again: waiting for its disk would buy nothing.
const begin = (idleMs: number) =>
  `BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL idle_in_transaction_session_timeout = ${Math.max(1000, idleMs)}`;

const patienceMs = 60_000;

/** A connection that has died without a word must not hold its caller, whose lease is renewed over another one. */
export const limitedTo = <Client extends Pool | PoolClient>(client: Client, ms = patienceMs): Client => {
  const query = (what: string | QueryConfig, values?: unknown[]) =>
    client.query({
      ...(typeof what === 'string' ? { text: what } : what),
      ...(values && { values }),
      ...{ query_timeout: ms },
    });
  return Object.create(client, { query: { value: query } }) as Client;
};
// pg leaves the query on the connection, and everything after it would wait in line.
const isStuck = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/** Runs `work` in one transaction; throws TransactionFailed around whatever it threw, or when a lock does not come. */
export const inTransaction = async (
  pool: Pool,
  idleMs: number,
  work: (client: PoolClient) => Promise<void>,
  lockWaitMs = Math.max(10_000, idleMs),
  limitMs = patienceMs,
) => {
  const client = await pool.connect().catch((error: unknown) => {
    throw new TransactionFailed(error, false);
  });
  const onError = () => undefined; // the query in flight, or the next one, rejects as well
  client.on('error', onError);
  const watched = endLockWaits(pool, client, lockWaitMs);
  let lives = true;
  try {
    const limited = limitedTo(client, limitMs);
    await limited.query(begin(idleMs));
    await work(limited);
    await limited.query('COMMIT');
  } catch (error) {
    lives =
      !isStuck(error) &&
      (await limitedTo(client, limitMs)
        .query('ROLLBACK')
        .then(
          () => true,
          () => false,
        ));
    throw new TransactionFailed(error, lives);
  } finally {
    watched.stop();
    client.off('error', onError);
    client.release(!lives);
  }
};
