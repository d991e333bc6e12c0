import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { customerProfile } from '../customer-profile/model';
import { customerSales } from '../customer-sales/model';
import { customerTimeline } from '../customer-timeline/model';
import { openWhenAsked } from '../typeorm/open-read-models';
import { customerIdentity } from './model';
import { identityPages, type QuarantineRow } from './pages';

const { schema } = customerIdentity;
const schemas = {
  profile: customerProfile.schema,
  timeline: customerTimeline.schema,
  identity: schema,
  customerSales: customerSales.schema,
};
let database: TestDatabase;
beforeAll(async () => (database = await testDatabase()));
afterAll(() => database.drop());

it('lists the quarantine page by page, pairs of one moment included, as soon as its tables are there', async () => {
  const { pool } = database;
  const { quarantine } = identityPages(schema, openWhenAsked({ database: pool, schemas }));
  await expect(quarantine(undefined, 1)).rejects.toMatchObject({ code: '42P01' });
  await migrate(pool, schema, customerIdentity.migrations);
  await pool.query(`INSERT INTO ${schema}.pairs SELECT md5(n::text), 'x', CASE WHEN n % 3 = 0 THEN 'linked' ELSE 'quarantined' END,
    'limit email', gen_random_uuid(), gen_random_uuid(), timestamptz '2026-01-01T00:00:00.123456Z' + (n / 7) * interval '1 microsecond', '1'
    FROM generate_series(1, 30) n`);
  const found: QuarantineRow[] = [];
  for (let page = await quarantine(undefined, 3); page.length > 0; page = await quarantine(found.at(-1), 3))
    found.push(...page);
  const { rows } = await pool.query<{ left: string }>(
    `SELECT left_identity AS left FROM ${schema}.pairs WHERE state = 'quarantined' ORDER BY decided_at, left_identity`,
  );
  expect(found.map(({ left }) => left)).toEqual(rows.map(({ left }) => left));
});
