import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, type OpenSales } from '../running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const ownerOfNext = async (country: string) => {
  const wish = { channel: 'web', country, person: { name: 'Ada' } };
  const { body } = await sales.post('admin', 'leads', wish);
  return (await sales.get('admin', `leads/${body.id}`)).body['owner'];
};

it('leads go to whoever covers the territory of their rule today, from the day on which it changed hands', async () => {
  const { body } = await sales.post('admin', 'territories', { code: 'nordics', countries: ['DK', 'SE'] });
  const give = (person: string, from: string) => sales.post('cleo', `territories/${body.id}/give`, { person, from });
  const set = (territory: string) =>
    sales.post('admin', 'assignment-rules', { rules: [{ code: 'nordics', territory, owners: ['dora'] }] });

  expect(await set('0190f3c4-0000-7000-8000-0000000000ff')).toMatchObject({
    ...{ status: 422, body: { rule: 'unknown-territory', field: '/rules/0/territory' } },
  });
  expect(await set(body.id)).toMatchObject({ status: 200 });
  expect((await sales.get('admin', 'assignment-rules')).body['rules']).toMatchObject([{ territory: body.id }]);

  expect([await ownerOfNext('SE'), await ownerOfNext('NO')]).toEqual(['dora', null]);
  await give('ana', '2020-01-01');
  await give('ben', '2999-01-01');
  expect(await ownerOfNext('SE')).toBe('ana');
  await give('ben', '2020-01-02');
  expect([await ownerOfNext('SE'), await ownerOfNext('DK')]).toEqual(['ben', 'ben']);
});
