import { touchpointsTopic } from '@touchstone/contracts';
import { postgresEventStore } from '@touchstone/event-store';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { cutAtWatermark } from './cut.tables';

/** What of inbox and bus decides where a restored group begins. */
const tables = (bus: string) => `CREATE SCHEMA inbox; CREATE SCHEMA ${bus};
  CREATE TABLE ${bus}.topics (id smallint, topic text);
  CREATE TABLE ${bus}.assignments (group_name text, topic smallint, partition smallint, next bigint, member uuid);
  CREATE TABLE inbox.events (topic text, partition smallint, message_offset bigint, position text);
  CREATE TABLE inbox.marks (topic text, partition smallint, next bigint)`;

describe.each(['bus', 'bus_kafka'])('a cut of the log with the assignments in %s', (schema) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await (await postgresEventStore({ pool: database.pool })).close();
    await database.pool.query(tables(schema));
    await database.pool.query(`INSERT INTO store.epochs (epoch, identity) VALUES (1, 'this one')`);
  });
  afterAll(() => database.drop());

  it('goes back to the first message whose event lies beyond the end of the dump', async () => {
    const { pool } = database;
    await pool.query(`INSERT INTO ${schema}.topics VALUES (1, $1)`, [touchpointsTopic]);
    await pool.query(`INSERT INTO ${schema}.assignments SELECT 'repository', 1, p, 100 FROM generate_series(0, 1) p`);
    await pool.query(`INSERT INTO inbox.marks SELECT $1, p, 100 FROM generate_series(0, 1) p`, [touchpointsTopic]);
    // Partition 0: the event of message 40 was appended by a transaction that the dump does not hold.
    await pool.query(
      `INSERT INTO inbox.events
       SELECT $1, 0, 39, repeat('0', 26) UNION ALL SELECT $1, 0, 40, repeat('9', 26)`,
      [touchpointsTopic],
    );
    const client = await pool.connect();
    try {
      const rows = await cutAtWatermark(client);
      const nextOf = async (table: string) => {
        const told = await client.query<{ partition: number; next: string }>(
          `SELECT r.partition, (${rows[table]?.instead?.['next']})::text AS next FROM ${table} r ORDER BY 1`,
        );
        return told.rows;
      };
      const expected = [
        { partition: 0, next: '40' },
        { partition: 1, next: '100' },
      ];
      expect(await nextOf(`${schema}.assignments`)).toEqual(expected);
      expect(await nextOf('inbox.marks')).toEqual(expected);
      expect(rows[`${schema}.members`]).toEqual({ where: 'false' });
    } finally {
      client.release();
    }
  });
});
