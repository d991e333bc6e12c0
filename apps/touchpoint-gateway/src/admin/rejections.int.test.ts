import { eventIdOf, type DeadLetter, type PlainRecorded } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openHarness, type Harness } from '../gateway-harness';

let databases: TestDatabase[];
let gateway: Harness;
beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
  gateway = await openHarness(databases[0]!.url, databases[1]!.url);
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(databases.map((database) => database.drop()));
});

const admin: Harness['asAdmin'] = (...request) => gateway.asAdmin(...request);
const list = async (query = ''): Promise<DeadLetter[]> => (await admin('GET', `/admin/rejections?${query}`)).body.items;
const reject = async (event: unknown): Promise<DeadLetter> => {
  const known = new Set((await list('limit=200')).map(({ id }) => id));
  expect((await gateway.send('/v1/import', { body: { batch: [event] } })).body.rejected).toHaveLength(1);
  return (await list('limit=200')).find(({ id }) => !known.has(id))!;
};
const onBus = (): Promise<PlainRecorded[]> =>
  eventually(
    'it is on the bus',
    async () => gateway.delivered().length,
    (count) => count > 0,
  ).then(() => gateway.take());

it('lists by source, reason, key and state; the key is that of whom the event names', async () => {
  const named = await reject({ type: 'track', userId: 'planted-1', messageId: 'n-1' });
  const nobody = await reject({ type: 'track', event: 'Seen', messageId: 'n-2' });
  expect(named).toEqual({
    ...{ id: expect.any(String), kind: 'rejection', state: 'open', source: expect.any(String), event: null },
    ...{ reason: 'missing-event-name', attempts: 1, at: expect.any(String), repairedBy: null },
    key: gateway.rejections.hash('user_id', 'planted-1'),
  });
  expect(nobody).toMatchObject({ reason: 'missing-identifier', key: null });
  const ids = async (query: string) => (await list(query)).map(({ id }) => id);
  expect(await ids(`key=${named.key}`)).toEqual([named.id]);
  expect(await ids(`source=${named.source}&reason=missing-identifier`)).toEqual([nobody.id]);
  for (const nothing of ['state=repaired', 'source=counted', `source=${nobody.id}`, 'reason=no-subject'])
    expect(await ids(nothing)).toEqual([]);
});

it('repairs one by a merge patch: the event that is taken names it, and is of the time when it came', async () => {
  const rejected = await reject({
    ...{ type: 'track', userId: 'planted-2', messageId: 'r-1', context: { page: 'x' } },
    properties: { plan: 'old', seats: 1 },
  });
  const path = `/admin/rejections/${rejected.id}`;
  expect(await admin('POST', `${path}/repair`, {})).toMatchObject({ status: 400 });
  expect(await admin('POST', `${path}/repair`, { event: 5 })).toMatchObject({
    status: 422,
    body: { type: 'urn:touchstone:problem:refused-again', code: 'missing-event-name' },
  });
  expect(await admin('POST', `${path}/replay`)).toMatchObject({ status: 422 });
  const patch = { event: 'Plan Chosen', properties: { plan: 'new', seats: null } };
  const repaired = await admin('POST', `${path}/repair`, patch);
  const id = eventIdOf(rejected.source!, 'r-1');
  expect(repaired).toMatchObject({ status: 200, body: { id: rejected.id, event: id } });
  expect(repaired.headers.get('touchstone-position')).toMatch(/^t1\./);
  expect(await onBus()).toMatchObject([
    {
      id,
      data: { name: 'Plan Chosen', properties: { plan: 'new' }, context: { page: 'x' } },
      metadata: { repairs: rejected.id, imported: true, time: rejected.at, receivedAt: rejected.at },
    },
  ]);
  for (const action of ['repair', 'replay', 'discard'])
    expect(await admin('POST', `${path}/${action}`, { reason: 'x' })).toMatchObject({ status: 409 });
  await admin('GET', `${path}/event`);
  const { body } = await admin('GET', path);
  expect(body).toMatchObject({ state: 'repaired', repairedBy: id, attempts: 4 });
  expect(body.history).toMatchObject([
    { action: 'tried', reason: 'missing-event-name' },
    { action: 'tried', reason: 'missing-event-name' },
    { action: 'repaired', event: id, reason: null },
    { action: 'viewed' },
  ]);
  const { rows } = await gateway.pool.query('SELECT id FROM access.api_keys');
  expect(new Set(body.history.map(({ by }: { by: string }) => by))).toEqual(new Set([rows[0].id]));
});

it('lets one of two who repair the same at once do it', async () => {
  const rejected = await reject({ type: 'track', userId: 'planted-3' });
  const attempts = ['One', 'Other', 'Third', 'Fourth'].map((event) =>
    admin('POST', `/admin/rejections/${rejected.id}/repair`, { event }),
  );
  const answers = await Promise.all(attempts);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  const taken = answers.find(({ status }) => status === 200)!;
  expect(await onBus()).toMatchObject([{ id: taken.body.event }]);
});

it('stays open when the bus is away, and is repaired later', async () => {
  const rejected = await reject({ type: 'track', userId: 'planted-4', messageId: 'b-1' });
  await gateway.pool.query('ALTER TABLE bus.messages RENAME TO away');
  const failed = await admin('POST', `/admin/rejections/${rejected.id}/repair`, { event: 'Seen' });
  expect(failed.status).toBeGreaterThanOrEqual(500);
  await gateway.pool.query('ALTER TABLE bus.away RENAME TO messages');
  expect(await admin('POST', `/admin/rejections/${rejected.id}/repair`, { event: 'Seen' })).toMatchObject({
    status: 200,
  });
  await onBus();
});

it('discards one with a reason', async () => {
  const { id } = await reject('text');
  expect(await admin('POST', `/admin/rejections/${id}/discard`, {})).toMatchObject({ status: 400 });
  expect(await admin('POST', `/admin/rejections/${id}/discard`, { reason: 'a test of theirs' })).toMatchObject({
    status: 200,
  });
  expect((await admin('GET', `/admin/rejections/${id}`)).body).toMatchObject({
    state: 'discarded',
    attempts: 1,
    history: [{ action: 'discarded', reason: 'a test of theirs' }],
  });
});
