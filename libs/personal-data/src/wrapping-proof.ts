import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Wrapping } from './wrapping';

const name = 'the keys of this database';

/** Refuses a wrapping key that is not the one of this database, before anything is sealed that nobody could open. */
export const proveWrappingKey = async (pool: Pool, wrapping: Wrapping): Promise<void> => {
  await pool.query('INSERT INTO keys.wrapping_key (proof) VALUES ($1) ON CONFLICT DO NOTHING', [
    wrapping.wrap(name, randomBytes(32)),
  ]);
  const { rows } = await pool.query<{ proof: Buffer }>('SELECT proof FROM keys.wrapping_key');
  wrapping.unwrap(name, rows[0]!.proof);
};
