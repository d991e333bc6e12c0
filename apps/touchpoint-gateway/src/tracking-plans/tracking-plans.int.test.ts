import { definitionOf } from '@touchstone/contracts';
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

const plan = { events: { 'Order Completed': { properties: { total: { type: 'number' } } } }, unplanned: 'violation' };
const sent = (messageId: string, total: unknown, event = 'Order Completed') => ({
  type: 'track',
  userId: 'planted-person',
  event,
  messageId,
  properties: { order_id: 'A-1', revenue: 3, total },
});
const batch = [sent('good', 3), sent('bad', 'planted-value'), sent('other', 1, 'Planted Name')];

interface Source {
  readonly id: string;
  readonly writeKey: string;
}
const path = ({ id }: Source, rest = '') => `/admin/sources/${id}/tracking-plan${rest}`;
const put = (source: Source, mode: string, of: object = plan) =>
  gateway.asAdmin('PUT', path(source), { mode, plan: of });
const sourceWith = async (name: string, mode: string): Promise<Source> => {
  const { body } = await gateway.asAdmin('POST', '/admin/sources', { name });
  expect(await put(body, mode)).toMatchObject({ status: 200, body: { version: 1, mode, by: expect.any(String) } });
  return body;
};
const send = (source: Source, events: readonly object[] = batch) =>
  gateway.send('/v1/batch', { body: { batch: events }, key: source.writeKey });
const arrived = async (count: number) => {
  await eventually(
    'events on the bus',
    () => gateway.delivered().length,
    (length) => length === count,
  );
  return gateway.take();
};
const quarantine = async (source: Source, state = 'held') =>
  (await gateway.asAdmin('GET', `/admin/sources/${source.id}/quarantine?state=${state}`)).body.items as Record<
    string,
    unknown
  >[];
const decide = (source: Source, what: string, ids: unknown[]) =>
  gateway.asAdmin('POST', `/admin/sources/${source.id}/quarantine/${what}`, { ids });
const violations = async (source: Source, mode: string) => {
  const text = String((await gateway.asAdmin('GET', '/metrics')).body);
  return new RegExp(`tracking_plan_violations_total\\{.*source="${source.id}",mode="${mode}".*\\} (\\d+)`).exec(
    text,
  )?.[1];
};

it('lets violations through, and counts them', async () => {
  const source = await sourceWith('allowing', 'allow');
  expect((await send(source)).body).toMatchObject({ received: 3, accepted: 3, rejected: [] });
  await arrived(3);
  expect(await violations(source, 'allow')).toBe('2');
});

it('rejects violations with reason and pointer, and keeps them as it keeps others', async () => {
  const source = await sourceWith('rejecting', 'reject');
  const { body } = await send(source);
  expect(body).toMatchObject({
    accepted: 1,
    rejected: [
      {
        index: 1,
        messageId: 'bad',
        code: 'plan-violation',
        detail: 'Tracking plan, version 1: /properties/total must be number.',
      },
      {
        index: 2,
        messageId: 'other',
        code: 'plan-violation',
        detail: 'Tracking plan, version 1: it has no event of this name.',
      },
    ],
  });
  expect(JSON.stringify(body)).not.toMatch(/planted/i);
  await arrived(1);
  const listed = await gateway.asAdmin('GET', `/admin/rejections?source=${source.id}&reason=plan-violation`);
  expect(listed.body.items).toHaveLength(2);
  const opened = await gateway.asAdmin('GET', `/admin/rejections/${listed.body.items[0].id}/event`);
  expect(opened.body.detail).toMatch(/^Tracking plan, version 1: /);
  expect(await violations(source, 'reject')).toBe('2');
});

it('holds violations back, sealed, until somebody releases or discards them', async () => {
  const source = await sourceWith('holding', 'quarantine');
  const before = Date.now();
  const answer = await send(source);
  expect(answer.body).toMatchObject({
    accepted: 1,
    rejected: [],
    quarantined: [{ index: 1 }, { index: 2, messageId: 'other' }],
  });
  await send(source);
  await arrived(2);
  const held = await quarantine(source);
  expect(held.map(({ pointer }) => pointer).sort()).toEqual(['/event', '/properties/total']);
  const { rows } = await gateway.pool.query('SELECT * FROM tracking_plans.quarantined');
  expect(JSON.stringify([rows, held])).not.toMatch(/planted/i);

  const [bad, other] = ['/properties/total', '/event'].map(
    (pointer) => held.find((one) => one['pointer'] === pointer)!['id'],
  );
  expect((await decide(source, 'discard', [other])).body).toEqual({ decided: 1 });
  expect((await decide(source, 'release', [bad, other])).body).toEqual({ decided: 1 });
  expect((await decide(source, 'release', [bad, other])).body).toEqual({ decided: 0 });
  const [released] = await arrived(1);
  expect(released).toMatchObject({
    id: bad,
    type: 'touchpoint.order.completed',
    data: { properties: { total: 'planted-value' } },
  });
  expect(definitionOf(released!.type)!.schema.safeParse(released!.data).success).toBe(true);
  const receivedAt = Date.parse(released!.metadata.receivedAt!);
  expect(receivedAt).toBeGreaterThanOrEqual(before);
  expect(new Date(receivedAt).toISOString()).toBe(held.find(({ id }) => id === bad)!['at']);

  // Sent once more, both are known: nothing is held again.
  await send(source);
  await arrived(1);
  expect(await quarantine(source)).toEqual([]);
  expect(await quarantine(source, 'released')).toMatchObject([{ id: bad, decidedBy: expect.any(String) }]);
  expect(await quarantine(source, 'discarded')).toMatchObject([{ id: other }]);
});

it('judges by the version of the moment; each says who made it and when', async () => {
  const source = await sourceWith('changing', 'reject');
  expect((await send(source)).body.accepted).toBe(1);
  const versions = await Promise.all([put(source, 'reject'), put(source, 'off')]);
  expect(versions.map(({ body }) => body.version).sort()).toEqual([2, 3]);
  await put(source, 'reject', { events: {}, calls: { identify: { required: ['email'] } } });
  const judged = () => send(source, [...batch, { type: 'identify', userId: 'u', traits: {} }]);
  const { body } = await eventually('version 4', judged, (answer) => answer.body.accepted === 3);
  expect(body.rejected).toMatchObject([
    { index: 3, detail: "Tracking plan, version 4: /traits must have required property 'email'." },
  ]);
  await gateway.take();
  const shown = (await gateway.asAdmin('GET', path(source))).body;
  expect(shown).toMatchObject({
    current: { version: 4, plan: { events: {} } },
    versions: [{ version: 4 }, {}, {}, { version: 1 }],
  });
  expect((await gateway.asAdmin('GET', path(source, '/versions/1'))).body).toMatchObject({
    version: 1,
    plan,
    at: expect.any(String),
  });
});

it('refuses a plan that cannot be used, and changes nothing', async () => {
  const source = await sourceWith('careless', 'off');
  const faulty = { events: { A: { $ref: 'https://example.com/schema.json' } } };
  expect(await put(source, 'reject', faulty)).toMatchObject({
    status: 400,
    type: 'application/problem+json; charset=utf-8',
    body: { errors: [{ pointer: '/plan/events/A', detail: expect.stringMatching(/never loaded/) }] },
  });
  expect(await put(source, 'sometimes')).toMatchObject({ status: 400 });
  expect(await put(source, 'reject', { events: [] })).toMatchObject({ status: 400 });
  expect(await put({ ...source, id: '00000000-0000-4000-8000-000000000000' }, 'reject')).toMatchObject({ status: 404 });
  expect((await gateway.asAdmin('GET', path(source, '/versions/2'))).status).toBe(404);
  expect((await gateway.asAdmin('GET', path(source))).body.versions).toHaveLength(1);
});
