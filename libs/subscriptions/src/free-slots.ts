import { escapeIdentifier, type Pool } from 'pg';

const schemasWithSlots = `
  SELECT table_schema AS schema, to_regclass(format('%I.members', table_schema)) IS NOT NULL AS members
    FROM information_schema.columns
   WHERE table_name = 'slots' AND column_name IN ('owner', 'expires_at', 'token', 'subscription')
   GROUP BY table_schema HAVING count(*) = 4 ORDER BY table_schema`;

/**
 * Gives up every lease and membership of the database, whichever schema it lies in: for whoever knows that the processes that held them are
 * gone, and would otherwise wait their leases out. An owner that lives all the same loses nothing but its turn, because the
 * next claim has another token.
 */
export const freeSlots = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<{ schema: string; members: boolean }>(schemasWithSlots);
  for (const { schema, members } of rows) {
    const at = escapeIdentifier(schema);
    await pool.query(`UPDATE ${at}.slots SET owner = NULL WHERE owner IS NOT NULL`);
    if (members) await pool.query(`DELETE FROM ${at}.members`);
  }
};
