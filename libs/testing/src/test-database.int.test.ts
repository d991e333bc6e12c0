import { testDatabase } from './test-database';

describe('a test database', () => {
  it('is empty, separate from others, and gone after drop', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    await one.pool.query('CREATE TABLE kept (id int)');
    await expect(other.pool.query('SELECT * FROM kept')).rejects.toThrow('does not exist');
    const left = await one.pool.connect(); // what a careless test leaves open
    left.on('error', () => {});
    left.release();
    await Promise.all([one.drop(), other.drop()]);
    await expect(one.pool.query('SELECT 1')).rejects.toThrow();
  });
});
