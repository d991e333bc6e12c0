import { escapeIdentifier, type Pool } from 'pg';

/**
 * Frees every partition and relay of the PostgreSQL bus, if there is one: for whoever knows that the processes that held them
 * are gone, and would otherwise wait their leases out. A member that lives all the same can commit nothing under its old
 * tokens, and joins anew with its next heartbeat.
 */
export const freeMembers = async (pool: Pool, schema = 'bus'): Promise<void> => {
  const { rows } = await pool.query<{ made: boolean }>('SELECT to_regclass($1) IS NOT NULL AS made', [
    `${schema}.relays`,
  ]);
  if (!rows[0]?.made) return;
  const of = escapeIdentifier(schema);
  await pool.query(`DELETE FROM ${of}.members`);
  await pool.query(`UPDATE ${of}.assignments SET member = NULL, token = token + 1 WHERE member IS NOT NULL`);
  await pool.query(`UPDATE ${of}.relays SET owner = NULL WHERE owner IS NOT NULL`);
};
