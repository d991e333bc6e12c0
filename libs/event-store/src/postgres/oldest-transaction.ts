import type { Sessions, Statement } from './sessions';

/** What holds the watermark back: until it ends, readers of the total order do not see what was appended after it began. */
export interface OldestTransaction {
  readonly ageMs: number;
  /** Process id of the session, or the name of a prepared transaction. */
  readonly holder: string;
  readonly application: string;
  readonly database: string;
  readonly user: string;
  readonly state: string;
}

const statement: Statement = {
  name: 'touchstone.oldest_transaction',
  text: `
    SELECT (extract(epoch FROM clock_timestamp() - o.began) * 1000)::bigint, o.holder, o.application, o.database, o.owner, o.state
    FROM (
      SELECT a.backend_xid AS xid, a.xact_start AS began, a.pid::text AS holder, a.application_name AS application,
        a.datname::text AS database, a.usename::text AS owner, coalesce(a.state, '') AS state
      FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
      UNION ALL
      SELECT p.transaction, p.prepared, p.gid, '', p.database::text, p.owner::text, 'prepared' FROM pg_prepared_xacts p
    ) o
    ORDER BY age(o.xid) DESC LIMIT 1`,
};

/** Undefined when no writing transaction is open in the whole cluster. */
export const oldestTransaction = async (sessions: Sessions): Promise<OldestTransaction | undefined> => {
  const [row] = await sessions.run(statement, []);
  if (!row) return undefined;
  const [ageMs, holder, application, database, user, state] = row as [string, string, string, string, string, string];
  return { ageMs: Number(ageMs), holder, application, database, user, state };
};
