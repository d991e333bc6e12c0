import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { Pool } from 'pg';
import { migrate } from './migrate';
import { MigrationRefused, type Migration } from './migration';

const letters: Migration = {
  name: '001-letters',
  sql: 'CREATE TABLE letters (letter text); CREATE TABLE marks (n int)',
};
const first: Migration = { name: '002-first', sql: `INSERT INTO letters VALUES ('a')` };
const second: Migration = { name: '003-second', sql: `INSERT INTO letters VALUES ('b')` };

describe('migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => (database = await testDatabase()));
  afterEach(() => database.drop());

  const content = async (schema = '"a b"') =>
    (await database.pool.query(`SELECT letter FROM ${schema}.letters ORDER BY letter`)).rows.map((row) => row.letter);

  it('makes the schema, whatever its name, and later runs only what is missing', async () => {
    await migrate(database.pool, 'a b', [letters, first]);
    await migrate(database.pool, 'a b', [letters, first]);
    expect(await content()).toEqual(['a']);
    await migrate(database.pool, 'a b', [letters, first, second]);
    expect(await content()).toEqual(['a', 'b']);
  });

  it('runs each step once when processes start together', async () => {
    await Promise.all(Array.from({ length: 8 }, () => migrate(database.pool, 'a b', [letters, first, second])));
    expect(await content()).toEqual(['a', 'b']);
  });

  it('leaves a failed step undone, those before it done, and the lock free', async () => {
    const torn = { name: '002-torn', sql: `INSERT INTO letters VALUES ('torn'); SELECT 1 / 0` };
    await expect(migrate(database.pool, 'a b', [letters, torn])).rejects.toThrow('division by zero');
    expect(await content()).toEqual([]);
    await migrate(database.pool, 'a b', [letters, first]);
    expect(await content()).toEqual(['a']);
  });

  it.each([
    ['a step whose text changed', [letters, { ...first, sql: 'SELECT 1' }], 'has changed since it was applied'],
    ['a schema newer than the program', [letters], 'newer than this program'],
    ['another history', [letters, second], 'was applied as 002-first'],
    ['two steps of one name', [letters, first, first], 'two migrations named 002-first'],
  ])('refuses %s and changes nothing', async (_, migrations, sentence) => {
    await migrate(database.pool, 'a b', [letters, first]);
    const refused = migrate(database.pool, 'a b', migrations);
    await expect(refused).rejects.toThrow(MigrationRefused);
    await expect(refused).rejects.toThrow(sentence);
    expect(await content()).toEqual(['a']);
  });

  it('is not cut short by the time limit of the pool, and leaves that limit in place', async () => {
    const hasty = new Pool({ connectionString: database.url, statement_timeout: 300, max: 1 });
    await migrate(hasty, 'a b', [{ name: '001-slow', sql: 'SELECT pg_sleep(0.5)' }]);
    const { rows } = await hasty.query('SHOW statement_timeout');
    await hasty.end();
    expect(rows[0].statement_timeout).toBe('300ms');
  });

  it('waits for a server that is too busy to take a connection at once', async () => {
    const { hostname, port } = new URL(database.url);
    const sockets: Socket[] = [];
    const busy = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      if (sockets.length > 2) socket.pipe(connect(Number(port), hostname)).pipe(socket);
    });
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const address = new URL(database.url);
    Object.assign(address, { hostname: '127.0.0.1', port: String((busy.address() as AddressInfo).port) });
    const pool = new Pool({ connectionString: address.href, connectionTimeoutMillis: 1_000 });
    await migrate(pool, 'a b', [letters, first]);
    await pool.end();
    for (const socket of sockets) socket.destroy();
    busy.close();
    expect(await content()).toEqual(['a']);
    expect(sockets.length).toBeGreaterThan(2);
  });
});
