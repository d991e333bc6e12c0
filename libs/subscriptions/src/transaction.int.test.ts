import { testDatabase } from '@touchstone/testing';
import type { PoolClient } from 'pg';
import { TransactionFailed } from './failures';
import { inTransaction } from './transaction';

describe('A transaction', () => {
  it('does not wait for ever for a connection that says nothing, and throws that connection away', async () => {
    const { pool, drop } = await testDatabase();
    const sleep = async (client: PoolClient) => void (await client.query('SELECT pg_sleep(600)'));
    const stuck = inTransaction(pool, 10_000, sleep, 10_000, 200);
    const failure = await stuck.then(
      () => undefined,
      (error: TransactionFailed) => error,
    );
    expect(failure).toBeInstanceOf(TransactionFailed);
    expect(failure?.connectionLives).toBe(false);
    expect(pool.totalCount).toBe(0);
    await drop();
  });
});
