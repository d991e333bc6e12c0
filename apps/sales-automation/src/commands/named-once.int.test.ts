import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { newKey, openSales, type OpenSales } from '../running-sales.test-data';

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

const specification = { name: { en: 'Pump' }, unit: 'piece', taxClass: 'standard', attributes: {} };
const kinds = {
  products: { field: 'sku', body: (sku: string) => ({ sku, specification }) },
  teams: { field: 'code', body: (code: string) => ({ code }) },
  territories: { field: 'code', body: (code: string) => ({ code, countries: ['DK'] }) },
} as const;

describe.each(Object.entries(kinds))('of %s', (path, { field, body }) => {
  const stream = (id: string) => `${{ products: 'product', teams: 'team', territories: 'territory' }[path]}-${id}`;
  const refused = { status: 409, body: { rule: `${field}-taken`, field: `/${field}` } };

  it('a second one with a taken name is refused, and says which one has it', async () => {
    const first = await sales.post('admin', path, body('one'));
    expect(first.status).toBe(201);
    const second = await sales.post('cleo', path, body('one'));
    expect(second).toMatchObject(refused);
    expect(second.body['detail']).toContain(first.body.id);
    expect(await sales.post('admin', path, body('two'))).toMatchObject({ status: 201 });
    expect(await sales.typesOf(stream(first.body.id))).toHaveLength(1);
  });

  it('of many at the same moment one is made', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => sales.post('admin', path, body('many'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    for (const answer of answers.filter(({ status }) => status === 409)) expect(answer).toMatchObject(refused);
  });

  it('a request that is repeated is answered the same, also when what it was answered is lost', async () => {
    const headers = { 'idempotency-key': newKey() };
    const send = () => sales.post('admin', path, body('again'), headers);
    const first = await send();
    expect(await send()).toMatchObject({ status: 201, body: first.body });
    await log.pool.query('DELETE FROM work_sales.requests');
    expect(await send()).toMatchObject({ status: 201, body: first.body });
    expect(await sales.typesOf(stream(first.body.id))).toHaveLength(1);
  });
});
