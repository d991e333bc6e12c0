import { escapeIdentifier, type Pool } from 'pg';
import { closeDatabase, ensureRole } from './ensure-role';
import { runAsOwner } from './run-as-owner';

export interface RoleOptions {
  readonly password: string;
  readonly name?: string;
  readonly connections?: number;
  /** True where the server holds nothing but our read models: then its other databases are closed to everybody as well. */
  readonly ownsServer?: boolean;
}

export const readerRole = 'touchstone_reader';

/** The schemas of read models, their slots and the analysts' views; what is made later is readable by default. */
const grantReading = (role: string) => `
  ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO ${role};
  ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${role};
  DO $grant$ DECLARE of name; BEGIN
    FOR of IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public') LOOP
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${role}', of);
      EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO ${role}', of);
    END LOOP;
  END $grant$;`;

/** The role that the query API connects with: it reads every read model of this database and writes nothing. */
export const ensureReaderRole = async (
  pool: Pool,
  { password, name = readerRole, connections = 100, ownsServer = false }: RoleOptions,
): Promise<void> =>
  runAsOwner(pool, async (client) => {
    await ensureRole(client, {
      name,
      password,
      connections,
      settings: {
        default_transaction_read_only: 'on',
        statement_timeout: '15s',
        idle_in_transaction_session_timeout: '15s',
        lock_timeout: '5s',
      },
      // A statement that fails is written to the server's log with its text, and a search names people.
      fixed: { log_min_error_statement: 'panic' },
    });
    await closeDatabase(client, name, ownsServer);
    await client.query(grantReading(escapeIdentifier(name)));
  });
