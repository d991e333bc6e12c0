import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { inboxSchema } from './inbox-schema.tables';
import { keepBus } from './keep-bus.tables';

describe('the bus of an inbox', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it('is the one that it began with, and no other', async () => {
    await migrate(database.pool, 'inbox', inboxSchema);
    await keepBus(database.pool, 'kafka abc');
    await keepBus(database.pool, 'kafka abc');
    await expect(keepBus(database.pool, 'kafka xyz')).rejects.toThrow(/from the bus kafka abc .* kafka xyz/);
    await database.pool.query('DELETE FROM inbox.bus');
    await keepBus(database.pool, 'kafka xyz');
  });

  it('is PostgreSQL where marks stand from before buses could be chosen', async () => {
    await migrate(database.pool, 'inbox', inboxSchema.slice(0, -1));
    await database.pool.query(`INSERT INTO inbox.marks (topic, partition, next) VALUES ('touchpoints', 0, 7)`);
    await migrate(database.pool, 'inbox', inboxSchema);
    await keepBus(database.pool, 'postgresql');
    await expect(keepBus(database.pool, 'kafka abc')).rejects.toThrow('inbox.marks');
  });
});
