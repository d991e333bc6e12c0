import { Client, type Pool, type PoolClient } from 'pg';

// With those that it waits for, when they wait as well: the process that could look after them may have been killed.
const cancel = `SELECT pg_cancel_backend(pid)
  FROM pg_stat_activity, (SELECT pg_blocking_pids($1) AS pids) AS blocking
  WHERE usename = current_user AND wait_event_type = 'Lock' AND (pid = $1 OR pid = ANY (blocking.pids))`;

/**
 * Cancels what a session does whenever it waits for a lock at the end of `everyMs`. The server finds deadlocks, and keeps
 * lock_timeout, by the time of day: when its clock is set back while two sessions wait for each other, it looks after them that
 * much later. Here the monotonic clock counts.
 */
export const endLockWaits = (pool: Pool, client: PoolClient, everyMs: number): { stop(): void } => {
  const { processID } = client as PoolClient & { readonly processID: number };
  const look = async (): Promise<void> => {
    // Not from the pool: those who wait may have all of it.
    const own = new Client(pool.options);
    own.on('error', () => undefined);
    await own
      .connect()
      .then(() => own.query(cancel, [processID]))
      .catch(() => undefined); // the next look comes
    await own.end().catch(() => undefined);
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return { stop: () => clearInterval(timer) };
};
