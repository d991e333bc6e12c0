import type { PoolClient } from 'pg';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { TransactionFailed } from './failures';
import { inTransaction } from './transaction';

describe('a lock that does not come', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query('CREATE TABLE rows AS SELECT id, 0 AS written FROM generate_series(1, 2) id');
  });
  afterAll(() => database.drop());

  it('is given up, though the server does not look for deadlocks any more', async () => {
    let release = (): void => undefined;
    const bothLocked = new Promise<void>((resolve) => (release = resolve));
    let locked = 0;
    const across = (own: number, other: number) => async (client: PoolClient) => {
      // What a clock that was set back by an hour makes of the second.
      await client.query(`SET LOCAL deadlock_timeout = '1h'`);
      const write = (id: number) => client.query('UPDATE rows SET written = written + 1 WHERE id = $1', [id]);
      await write(own);
      if (++locked === 2) release();
      await bothLocked;
      await write(other);
    };
    const run = (own: number, other: number) => inTransaction(database.pool, 60_000, across(own, other), 1_000);
    const ends = await Promise.allSettled([run(1, 2), run(2, 1)]);
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as TransactionFailed] : []));
    expect(failures.length).toBeGreaterThanOrEqual(1);
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(TransactionFailed);
      expect(failure.error).toMatchObject({ code: '57014' });
    }
    await run(1, 1); // nobody holds anything any more
  });

  it('is given up with two that wait for each other and are looked after by nobody any more', async () => {
    const [one, other] = [await database.pool.connect(), await database.pool.connect()];
    const write = (client: PoolClient, id: number) => client.query('UPDATE rows SET written = 0 WHERE id = $1', [id]);
    for (const [client, id] of [
      [one, 1],
      [other, 2],
    ] as const) {
      await client.query(`BEGIN; SET LOCAL deadlock_timeout = '1h'`);
      await write(client, id);
    }
    const circle = Promise.allSettled([write(one, 2), write(other, 1)]);
    const third = () => inTransaction(database.pool, 60_000, async (client) => void (await write(client, 1)), 1_000);
    await third().catch(() => undefined); // cancelled as well, unless what it waits for is free before
    expect((await circle).map(({ status }) => status)).toContain('rejected');
    await Promise.all([one.query('ROLLBACK'), other.query('ROLLBACK')]);
    one.release();
    other.release();
    await third();
  });
});
