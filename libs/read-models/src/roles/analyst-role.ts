import { escapeIdentifier, type Pool } from 'pg';
import { closeDatabase, ensureRole } from './ensure-role';
import type { RoleOptions } from './reader-role';
import { runAsOwner } from './run-as-owner';

export const analystRole = 'touchstone_analyst';
export const analyticsSchema = 'analytics';

/** The role that people query with: the documented views of schema `analytics`, nothing else, for at most 60 s. */
export const ensureAnalystRole = async (
  pool: Pool,
  { password, name = analystRole, connections = 10, ownsServer = false }: RoleOptions,
): Promise<void> =>
  runAsOwner(pool, async (client) => {
    const role = escapeIdentifier(name);
    await ensureRole(client, {
      name,
      password,
      connections,
      settings: {
        default_transaction_read_only: 'on',
        statement_timeout: '60s',
        transaction_timeout: '300s',
        idle_in_transaction_session_timeout: '60s',
        idle_session_timeout: '3600s',
        lock_timeout: '5s',
        search_path: analyticsSchema,
      },
      fixed: { temp_file_limit: '2GB', log_min_error_statement: 'panic' },
    });
    await closeDatabase(client, name, ownsServer);
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS ${analyticsSchema};
      GRANT USAGE ON SCHEMA ${analyticsSchema} TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA ${analyticsSchema} TO ${role};
      ALTER DEFAULT PRIVILEGES IN SCHEMA ${analyticsSchema} GRANT SELECT ON TABLES TO ${role};`);
  });
