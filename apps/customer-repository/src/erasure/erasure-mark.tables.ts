import type { Migration } from '@touchstone/migrations';
import type { Pool } from 'pg';
import type { ErasureMark } from './finish-erasures';

export const erasureMigrations: readonly Migration[] = [
  {
    name: '003-erasures',
    sql: `CREATE TABLE erasures (single boolean PRIMARY KEY DEFAULT true CHECK (single), finished text NOT NULL DEFAULT '' COLLATE "C");
      INSERT INTO erasures DEFAULT VALUES;`,
  },
];

export const erasureMark = (pool: Pool): ErasureMark => ({
  read: async () =>
    (await pool.query<{ finished: string }>('SELECT finished FROM inbox.erasures')).rows[0]?.finished ?? '',
  move: async (position) =>
    void (await pool.query('UPDATE inbox.erasures SET finished = greatest(finished, $1)', [position])),
});
