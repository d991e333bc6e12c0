import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import type { DataSource } from 'typeorm';
import { analystViews, publishAnalytics } from '../analytics/publish-analytics';
import { readModels } from '../analytics/read-schemas';
import { customerIdentity } from '../customer-identity/model';
import { customerProfile } from '../customer-profile/model';
import { customerTimeline } from '../customer-timeline/model';
import { analyticsSchema } from '../roles/analyst-role';
import { entityName } from './entity-name';
import { openReadModels } from './open-read-models';

const models = readModels.map(([, model]) => model);
const [profile, timeline, identity] = [customerProfile, customerTimeline, customerIdentity].map(({ schema }) => schema);
let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await testDatabase();
  for (const { schema, migrations } of models) await migrate(database.pool, schema, migrations);
  await publishAnalytics(database.pool);
  source = await openReadModels({
    database: { url: database.url },
    schemas: {},
  });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** What TypeORM would run to make the tables as the entities are. */
const difference = async () => (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

it('finds the tables as the entities declare them', async () => {
  expect(await difference()).toEqual([]);
});

it.each(models)('declares every table of $schema', async ({ schema, tables }) => {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 AND table_name <> 'migrations'`,
    [schema],
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(tables.map(({ tableName }) => tableName).sort());
});

const changes: [what: string, sql: string, shows: RegExp][] = [
  ['a column that is gone', `ALTER TABLE ${profile}.identifiers DROP COLUMN value`, /ADD "value" text/],
  ['a column that nobody declared', `ALTER TABLE ${timeline}.entries ADD extra text`, /DROP COLUMN "extra"/],
  ['another type', `ALTER TABLE ${profile}.orders ALTER amount TYPE float8`, /"amount"/],
  ['a null', `ALTER TABLE ${identity}.pairs ALTER state DROP NOT NULL`, /"state" SET NOT NULL/],
  ['another order of text', `ALTER TABLE ${identity}.pairs ALTER position TYPE text COLLATE "default"`, /COLLATE "C"/],
  ['another default', `ALTER TABLE ${profile}.customers ALTER touchpoints SET DEFAULT 1`, /"touchpoints" SET DEFAULT/],
  ['an index that is gone', `DROP INDEX ${identity}.pairs_quarantined`, /CREATE INDEX "pairs_quarantined"/],
  ['an index too many', `CREATE INDEX more ON ${profile}.links (type)`, /DROP INDEX .*"more"/],
  [
    'a check that is gone',
    `ALTER TABLE ${profile}.customers DROP CONSTRAINT customers_kind_check`,
    /customers_kind_check/,
  ],
  ['another key', `ALTER TABLE ${timeline}.entries DROP CONSTRAINT entries_pkey`, /"entries"/],
];
it.each(changes)('sees %s', async (_, sql, shows) => {
  // A schema builder asks on a connection of its own, so the change is undone by making the schemas anew.
  await database.pool.query(sql);
  const found = await difference();
  for (const { schema, migrations } of models.filter((model) => sql.includes(`${model.schema}.`))) {
    await database.pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await migrate(database.pool, schema, migrations);
  }
  expect(found.join('\n')).toMatch(shows);
});

it.each(analystViews())('reads the view $name by its entity', async ({ name, columns }) => {
  await publishAnalytics(database.pool);
  const metadata = source.getMetadata(entityName(analyticsSchema, name));
  expect(metadata.columns.map(({ databaseName, comment }) => [databaseName, comment])).toEqual(
    columns.map(([column, , , means]) => [column, means]),
  );
  expect(await source.getRepository(metadata.target).find()).toEqual([]);
});
