import type { Migration } from '@touchstone/migrations';
import type { Database } from '../database.tables';

const kept = `
CREATE TABLE bus (one boolean PRIMARY KEY DEFAULT true CHECK (one), identity text NOT NULL);
-- Before this step there was one bus only.
INSERT INTO bus (identity) SELECT 'postgresql' WHERE EXISTS (SELECT FROM marks);
`;
export const busMigrations: readonly Migration[] = [{ name: '007-bus', sql: kept }];

/** The marks of the inbox belong to another bus, whose offsets mean other messages. */
export class BusChanged extends Error {
  override readonly name = 'BusChanged';
  constructor(was: string, is: string) {
    super(
      `The inbox has taken messages in from the bus ${was} and is now to read ${is}, which numbers its messages anew: some would be skipped. ` +
        `Go back, and let the old bus run empty (touchstone status); then stop every customer-repository, ` +
        `empty the tables inbox.marks and inbox.bus of the database log, and start with the new one.`,
    );
  }
}

/** Notes the bus at the first start. Throws BusChanged at a later one with another bus. */
export const keepBus = async (pool: Database, identity: string): Promise<void> => {
  await pool.query('INSERT INTO inbox.bus (identity) VALUES ($1) ON CONFLICT DO NOTHING', [identity]);
  const { rows } = await pool.query<{ identity: string }>('SELECT identity FROM inbox.bus');
  const was = rows[0]?.identity ?? identity;
  if (was !== identity) throw new BusChanged(was, identity);
};
