import { Pool } from 'pg';
import type { Log } from './log';

export interface PoolOptions {
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly max?: number;
  readonly log?: Log;
  /** Settings of each session, such as `{ enable_seqscan: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A pool that outlives a restart of its server: an idle connection that breaks is logged and replaced. */
export const openPool = (url: string, { name, max = 10, log, settings = {} }: PoolOptions): Pool => {
  const options = Object.entries(settings).map(([setting, value]) => `-c ${setting}=${value}`);
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // The system's own first question comes after two hours.
    keepAliveInitialDelayMillis: 10_000,
    ...(options.length > 0 && { options: options.join(' ') }),
  });
  pool.on('error', (error) => log?.warn({ err: error }, 'an idle database connection broke'));
  // The pool listens to idle connections only; one that breaks between two statements of its borrower would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
};
