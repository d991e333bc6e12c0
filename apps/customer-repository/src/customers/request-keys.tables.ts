import type { Migration } from '@touchstone/migrations';
import type { Database } from '../database.tables';

// As long as the instruction that the id belongs to: for ever.
export const requestMigrations: readonly Migration[] = [
  {
    name: '004-request-keys',
    sql: `CREATE TABLE request_keys (id uuid PRIMARY KEY, fingerprint text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  },
];

/** True for the first request with this id, and for one that says the same again. */
export const isSameRequest = async (pool: Database, id: string, fingerprint: string): Promise<boolean> => {
  await pool.query('INSERT INTO resolver.request_keys (id, fingerprint) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
    id,
    fingerprint,
  ]);
  const { rows } = await pool.query<{ fingerprint: string }>(
    'SELECT fingerprint FROM resolver.request_keys WHERE id = $1',
    [id],
  );
  return rows[0]?.fingerprint === fingerprint;
};
