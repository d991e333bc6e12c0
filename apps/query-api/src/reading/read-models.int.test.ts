import { customerProfile } from '@touchstone/read-models';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { emptyReadModels, seedCustomer } from '../testing/seeded.tables';
import { openReadModels } from './read-models.tables';

let database: TestDatabase;
beforeAll(async () => (database = await testDatabase()));
afterAll(() => database.drop());

it('says that the read models are being built until they are there', async () => {
  const { read } = openReadModels(database.pool);
  const profile = () => read(({ db, profile: reads }) => reads.profile(db, '6d5ba507-7bbf-5103-980a-bfe573d391fd'));
  await expect(profile()).rejects.toMatchObject({ problem: { status: 503 }, headers: { 'retry-after': '1' } });
  await emptyReadModels(database.pool);
  await database.pool.query(`DELETE FROM touchstone.active_versions WHERE subscription = 'customer-identity'`);
  await expect(profile()).rejects.toMatchObject({ problem: { status: 503 } });
  await database.pool.query(`INSERT INTO touchstone.active_versions VALUES ('customer-identity', 1)`);
  expect(await profile()).toBeUndefined();
});

it('goes on with the version that became active when the old one is dropped', async () => {
  const id = await seedCustomer(database.pool, {
    identities: [{ identity: 'a'.repeat(32), type: 'user_id', value: 'ann' }],
    name: 'Ann',
  });
  const { read, close } = openReadModels(database.pool);
  const name = async () =>
    JSON.parse((await read(({ db, profile }) => profile.profile(db, id))) ?? '{}').name as string;
  expect(await name()).toBe('Ann');
  const { schema } = customerProfile;
  const next = schema.replace('_v1', '_v2');
  await database.pool.query(`ALTER SCHEMA ${schema} RENAME TO ${next}; UPDATE ${next}.customers SET name = 'Anna';
    UPDATE touchstone.active_versions SET version = 2 WHERE subscription = 'customer-profile'`);
  expect(await name()).toBe('Anna');
  await close();
});
