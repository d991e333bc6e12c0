import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
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

const capture = (owner: string) =>
  sales.post('admin', 'leads', { channel: 'web', owner, person: { name: 'Ada' } }).then(({ body }) => body.id);
const ended = (id: string) =>
  eventually(
    'it has ended',
    () => sales.get('cleo', `reassignments/${id}`),
    ({ body: { status } }) => status === 'completed' || status === 'refused',
  );

it('everything of a person is looked for after the answer, which names where its progress is shown', async () => {
  const [mine, other] = [await capture('ana'), await capture('ben')];
  const again = { 'idempotency-key': newKey() };
  const wish = { from: 'ana', to: 'finn' };
  const asked = await sales.post('cleo', 'reassignments', wish, again);
  expect(asked).toMatchObject({ status: 202, body: { version: 0 } });
  expect(asked.headers.get('location')).toBe(`/sales/reassignments/${asked.body.id}`);
  expect((await sales.get('cleo', `reassignments/${asked.body.id}`)).status).toBe(200);
  const { body } = await ended(asked.body.id);
  // The manager leads nobody: the lead of somebody else keeps its owner, and says why.
  expect(body).toMatchObject({ status: 'completed', from: 'ana', to: 'finn', total: 1, done: 1, moved: 0 });
  expect(await sales.post('cleo', 'reassignments', wish, again)).toMatchObject({ status: 202, body: asked.body });

  const byAdmin = await sales.post('admin', 'reassignments', wish);
  expect((await ended(byAdmin.body.id)).body).toMatchObject({ total: 1, moved: 1, refused: [] });
  expect((await sales.get('admin', `leads/${mine}`)).body['owner']).toBe('finn');
  expect((await sales.get('admin', `leads/${other}`)).body['owner']).toBe('ben');
});

it('is for managers', async () => {
  expect(await sales.post('ana', 'reassignments', { from: 'ben', to: 'ana' })).toMatchObject({ status: 403 });
});

it('says when the person owns nothing, and to a rep nothing at all', async () => {
  const { body } = await sales.post('admin', 'reassignments', { from: 'nobody', to: 'ben' });
  const { body: found } = await ended(body.id);
  expect(found).toMatchObject({ status: 'refused', rule: 'nothing-owned', from: 'nobody', total: 0 });
  expect(await sales.get('ana', `reassignments/${body.id}`)).toMatchObject({ status: 404 });
  expect(await sales.typesOf(`reassignment-${body.id}`)).toEqual([]);
  expect(await sales.get('admin', 'reassignments/00000000-0000-4000-8000-000000000001')).toMatchObject({ status: 404 });
});

it('the request is answered while the log cannot be read to its end, and nothing is left behind', async () => {
  const held = await log.pool.connect();
  await held.query('BEGIN');
  // An older transaction keeps everything that is recorded after it from being final.
  await held.query('SELECT pg_current_xact_id()');
  const late = await capture('gus');
  const { status, body } = await sales.post('admin', 'reassignments', { from: 'gus', to: 'ben' });
  expect(status).toBe(202);
  expect((await sales.get('admin', `reassignments/${body.id}`)).body['status']).toBe('looking');
  await held.query('COMMIT');
  held.release();
  expect((await ended(body.id)).body).toMatchObject({ total: 1, moved: 1 });
  expect((await sales.get('admin', `leads/${late}`)).body['owner']).toBe('ben');
});
