import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openHarness, type Harness } from '../gateway-harness';

let databases: TestDatabase[];
let gateway: Harness;
beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
  gateway = await openHarness(databases[0]!.url, databases[1]!.url, { activityEveryMs: 50 });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all(databases.map((database) => database.drop()));
});

const admin: Harness['asAdmin'] = (...request) => gateway.asAdmin(...request);
const track = (userId = 'u-1') => ({ type: 'track', userId, event: 'Seen' });
const sendTo = (of: Harness, key: string, ...batch: unknown[]) => of.send('/v1/batch', { body: { batch }, key });
const create = async (name: string, limits?: object): Promise<{ id: string; writeKey: string; path: string }> => {
  const { body } = await admin('POST', '/admin/sources', { name });
  const path = `/admin/sources/${body.id}`;
  if (limits) expect(await change(path, '"1"', limits)).toMatchObject({ status: 200 });
  return { ...body, path };
};
const change = (path: string, ifMatch: string | undefined, body: object) =>
  gateway.send(path, {
    method: 'PATCH',
    key: null,
    body,
    headers: {
      authorization: `Bearer ${gateway.first.apiKey}`,
      'content-type': 'application/json',
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
  });

it('changes limits only of the version that was read', async () => {
  const { path } = await create('versioned');
  const read = await admin('GET', path);
  expect(read.body.limits).toEqual({ eventsPerSecond: null, burstEvents: null, rejectionsPerDay: 10_000 });
  const etag = read.headers.get('etag')!;
  expect(await change(path, undefined, { eventsPerSecond: 5 })).toMatchObject({ status: 428 });
  const changed = await change(path, etag, { eventsPerSecond: 5, burstEvents: 20 });
  expect(changed).toMatchObject({ status: 200, body: { limits: { eventsPerSecond: 5, burstEvents: 20 } } });
  expect(await change(path, etag, { eventsPerSecond: 6 })).toMatchObject({ status: 412 });
  const both = await Promise.all(
    [1, 2].map((rate) => change(path, changed.headers.get('etag')!, { eventsPerSecond: rate })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  const now = (await admin('GET', path)).headers.get('etag')!;
  for (const wrong of [{ eventsPerSecond: 0 }, { rejectionsPerDay: -1 }, { colour: 'red' }, { eventsPerSecond: null }])
    expect(await change(path, now, wrong)).toMatchObject({ status: 400 });
  await admin('POST', `${path}/write-keys`, {});
  expect(await change(path, now, { rejectionsPerDay: 1 })).toMatchObject({ status: 412 });
});

it('lists the keys of a source and revokes one of them; the others stay valid', async () => {
  const { path, writeKey } = await create('of two keys');
  const second = (await admin('POST', `${path}/write-keys`, {})).body.writeKey;
  const keys = (await admin('GET', path)).body.writeKeys;
  expect(keys).toEqual([
    { id: expect.any(String), createdAt: expect.any(String), expiresAt: expect.any(String) },
    { id: expect.any(String), createdAt: expect.any(String), expiresAt: null },
  ]);
  expect(await admin('POST', `${path}/write-keys/${keys[0].id}/revoke`)).toMatchObject({ status: 204 });
  expect((await sendTo(gateway, writeKey, track())).status).toBe(401);
  expect((await sendTo(gateway, second, track())).status).toBe(200);
  expect(await admin('POST', `${path}/write-keys/${path.slice(-36)}/revoke`)).toMatchObject({ status: 404 });
});

it('holds a source to its rate over two gateways together, and nobody else', async () => {
  const limited = await create('limited', { eventsPerSecond: 1, burstEvents: 40 });
  const other = await openHarness(databases[0]!.url, databases[1]!.url, { secrets: gateway.secrets });
  const began = Date.now();
  const answers = await Promise.all(
    Array.from({ length: 80 }, (_, n) => sendTo(n % 2 ? gateway : other, limited.writeKey, track())),
  );
  const accepted = answers.filter(({ status }) => status === 200).length;
  expect(accepted).toBeGreaterThanOrEqual(40);
  expect(accepted).toBeLessThanOrEqual(40 + Math.ceil((Date.now() - began) / 1000));
  const refused = answers.find(({ status }) => status === 429)!;
  expect(refused).toMatchObject({
    type: 'application/problem+json; charset=utf-8',
    body: { status: 429, type: 'urn:touchstone:problem:source-limit' },
  });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect((await sendTo(gateway, gateway.first.writeKey, track())).status).toBe(200);
  // Larger than the burst: when the bucket is empty, so long that it would be full, and no longer than SDKs wait.
  const large = await sendTo(gateway, limited.writeKey, ...Array(50).fill(track()));
  expect(large.status).toBe(429);
  expect(Number(large.headers.get('retry-after'))).toBeGreaterThan(30);
  expect(Number(large.headers.get('retry-after'))).toBeLessThanOrEqual(40);
  await other.close();
  await eventually(
    'what was limited is counted',
    () => admin('GET', `${limited.path}/activity`),
    ({ body }) => body.lastHour.received + body.lastHour.limited === 80 + 50 && body.lastHour.received === accepted,
  );
});

it('takes a batch larger than the burst when the bucket is full, and waits for what it took too much', async () => {
  const { writeKey } = await create('of large batches', { eventsPerSecond: 1, burstEvents: 10 });
  expect((await sendTo(gateway, writeKey, ...Array(30).fill(track()))).status).toBe(200);
  const next = await sendTo(gateway, writeKey, track());
  expect(next.status).toBe(429);
  expect(Number(next.headers.get('retry-after'))).toBeGreaterThanOrEqual(20);
});

it('keeps no more rejected events of a day than the quota, exactly, and counts those beyond it', async () => {
  const { id, path, writeKey } = await create('broken', { rejectionsPerDay: 25 });
  const bad = (n: number) => ({ type: 'track', userId: 'u-1', messageId: `bad-${n}` });
  const batches = Array.from({ length: 10 }, (_, batch) =>
    Array.from({ length: 6 }, (_unused, n) => bad(batch * 6 + n)),
  );
  const answers = await Promise.all(batches.map((batch) => sendTo(gateway, writeKey, track(), ...batch)));
  for (const { status, body } of answers)
    expect({ status, accepted: body.accepted, rejected: body.rejected.length }).toEqual({
      status: 200,
      accepted: 1,
      rejected: 6,
    });
  const kept = async () =>
    (await gateway.pool.query('SELECT count(*)::int AS kept FROM access.rejections WHERE source_id = $1', [id])).rows;
  expect(await kept()).toEqual([{ kept: 25 }]);
  const { body } = await eventually(
    'it is counted',
    () => admin('GET', `${path}/activity`),
    (answer) => answer.body.lastHour.rejected === 60,
  );
  expect(body).toEqual({
    lastSeenAt: expect.any(String),
    lastHour: { received: 70, rejected: 60, limited: 0, errorRate: 60 / 70 },
    lastDay: { received: 70, rejected: 60, limited: 0, errorRate: 60 / 70 },
    rejections: { kept: 25, notKept: 35, perDay: 25 },
    lastRejections: expect.arrayContaining([
      { id: expect.any(String), at: expect.any(String), reason: 'missing-event-name' },
    ]),
  });
  expect(body.lastRejections).toHaveLength(10);
  const { headers } = await admin('GET', path);
  await change(path, headers.get('etag')!, { rejectionsPerDay: 30 });
  // The first gateway knows the source for 5 s.
  const fresh = await openHarness(databases[0]!.url, databases[1]!.url, { secrets: gateway.secrets });
  await sendTo(fresh, writeKey, ...Array.from({ length: 9 }, (_, n) => bad(100 + n)));
  await fresh.close();
  expect(await kept()).toEqual([{ kept: 30 }]);
});
