import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { readModels } from './analytics/read-schemas';

let database: TestDatabase;
beforeAll(async () => (database = await testDatabase()));
afterAll(() => database.drop());

it.each(readModels.map(([, model]) => model))('$schema is made from nothing', async (model) => {
  await migrate(database.pool, model.schema, model.migrations);
  const { rows } = await database.pool.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name <> 'migrations'`,
    [model.schema],
  );
  expect(rows.length).toBeGreaterThan(1);
});
