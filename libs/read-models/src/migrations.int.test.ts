import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { customerIdentity } from './customer-identity/model';
import { customerProfile } from './customer-profile/model';
import { customerSales } from './customer-sales/model';
import { customerTimeline } from './customer-timeline/model';

let database: TestDatabase;
beforeAll(async () => (database = await testDatabase()));
afterAll(() => database.drop());

it.each([customerProfile, customerTimeline, customerIdentity, customerSales])(
  '$schema is made from nothing',
  async (model) => {
    await migrate(database.pool, model.schema, model.migrations);
    const { rows } = await database.pool.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name <> 'migrations'`,
      [model.schema],
    );
    expect(rows.length).toBeGreaterThan(1);
  },
);
