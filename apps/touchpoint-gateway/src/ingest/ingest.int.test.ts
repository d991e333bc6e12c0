import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Analytics } from '@segment/analytics-node';
import { decodeToken, definitionOf, type PlainRecorded } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { basic, openHarness, type Harness, type Sent } from '../gateway-harness';

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

const arrived = async (count: number): Promise<PlainRecorded[]> => {
  await eventually(
    `${count} events on the bus`,
    () => gateway.delivered().length,
    (length) => length === count,
  );
  return gateway.take();
};
const track = { type: 'track', userId: 'u-1', event: 'Seen' };
const send = (path: string, sent?: Sent) => gateway.send(path, sent);

it('takes what the Segment SDK sends; nothing personal is readable on the bus', async () => {
  const analytics = new Analytics({ host: gateway.url, writeKey: gateway.first.writeKey, flushAt: 3 });
  analytics.identify({
    userId: 'planted-user',
    traits: { email: 'Planted-Ada@Example.com', name: 'Planted Lovelace' },
  });
  analytics.track({
    userId: 'planted-user',
    anonymousId: 'planted-browser',
    event: 'Planted Viewing',
    properties: { sku: 'planted-sku' },
  });
  const properties = { order_id: 'A-1', revenue: 49.9, currency: 'eur' };
  analytics.track({ userId: 'planted-user', event: 'Order Completed', properties });
  await analytics.closeAndFlush();
  const raw = await eventually(
    'three events',
    () => gateway.delivered(),
    ({ length }) => length === 3,
  );
  expect(JSON.stringify(raw)).not.toMatch(/planted|example\.com/i);
  const events = await arrived(3);
  const of = (kind: string) => events.find(({ type, data }) => type.endsWith(kind) || data['kind'] === kind)!;
  expect(of('order.completed').data).toMatchObject({ orderId: 'A-1', amount: '49.9', currency: 'EUR', properties });
  expect(of('identify').data['identifiers']).toEqual([
    { type: 'user_id', value: 'planted-user' },
    { type: 'email', value: 'planted-ada@example.com' },
  ]);
  for (const { type, data } of events) expect(definitionOf(type)!.schema.safeParse(data).success).toBe(true);
  expect(new Set(raw.map(({ key }) => key)).size).toBe(1);
});

it('answers with the place on the bus and the trace', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const answer = await send('/v1/track', { body: { ...track, messageId: 'm1' }, headers: { traceparent } });
  expect(answer).toMatchObject({
    status: 200,
    body: { success: true, ok: true, received: 1, accepted: 1, rejected: [] },
  });
  expect(answer.headers.get('traceparent')).toBe(traceparent);
  const [{ partition, offset } = { partition: -1, offset: -1 }] = await eventually(
    'it',
    () => gateway.delivered(),
    ({ length }) => length > 0,
  );
  expect(decodeToken(answer.headers.get('touchstone-position')!)!.bus).toEqual({
    [`touchpoints/${partition}`]: [offset, offset],
  });
  expect((await arrived(1))[0]!.metadata.traceparent).toBe(traceparent);
  expect((await send('/v1/track', { body: track })).headers.get('traceparent')).toMatch(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-0\d$/,
  );
  await arrived(1);
});

const types = ['identify', 'track', 'page', 'screen', 'group', 'alias'];
const single = [
  ...[...types, 'i', 't', 'p', 's', 'g', 'a', 'identify/', 't/'].map((name) => `/v1/${name}`),
  ...types.flatMap((type) => [`/api/s/${type}`, `/api/s/s2s/${type}`]),
  ...['/api/s/track/', '/api/s/s2s/track/', '//api/s/track', '//api/s/s2s/track'],
];
it.each(single)('takes single events at %s', async (path) => {
  const body = {
    userId: 'u-1',
    event: 'Seen',
    groupId: 'g-1',
    previousId: 'a-1',
    writeKey: gateway.first.writeKey,
    sentAt: new Date(),
    _metadata: {},
  };
  expect(await send(path, { body, key: null })).toMatchObject({
    status: 200,
    body: { ok: true, accepted: 1, withoutId: [0] },
  });
  const [event] = await arrived(1);
  const [name] = path.split('/').filter(Boolean).slice(-1);
  expect(event!.data['kind']).toBe(
    types.find((type) => type === name || (name!.length === 1 && type.startsWith(name!))),
  );
});

it.each(['/v1/batch', '/v1/b', '/v1/import', '/v1/batch/', '/v1/b/', '/v1/import/', '/api/s/s2s/batch'])(
  'takes batches at %s',
  async (path) => {
    const body = { context: { ip: '10.0.0.1' }, batch: [track, { ...track, type: 'page', name: 'Home' }] };
    expect(await send(path, { body })).toMatchObject({ status: 200, body: { received: 2, accepted: 2 } });
    for (const event of await arrived(2)) {
      expect(event.metadata.imported).toBe(path.includes('import') ? true : undefined);
      expect(event.data['context']).toEqual({ ip: '10.0.0.1' });
    }
  },
);

const batch = JSON.stringify({ batch: [track] });
it.each<[string, Sent]>([
  ['text/plain', { raw: batch, headers: { 'content-type': 'text/plain' } }],
  ['a form type', { raw: batch, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['a type that is none', { raw: batch, headers: { 'content-type': ';;;' } }],
  [
    'gzip under a form type, as RudderStack sends',
    {
      raw: gzipSync(batch),
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' },
    },
  ],
  ['gzip that no header names', { raw: gzipSync(batch) }],
  ['plain text that a header calls gzip', { raw: batch, headers: { 'content-encoding': 'gzip' } }],
  ['a byte order mark', { raw: `\ufeff${batch}` }],
  [
    'lone surrogates and NUL',
    { raw: `{"batch":[{"type":"track","userId":"u-1","event":"\\ud800 \\u0000","properties":{"\\udfff":"\\ud83d"}}]}` },
  ],
])('reads %s', async (_, sent) => {
  expect(await send('/v1/batch', sent)).toMatchObject({ status: 200, body: { accepted: 1, rejected: [] } });
  await arrived(1);
});

it('takes the key from where each SDK puts it', async () => {
  const { writeKey } = gateway.first;
  const ways: Sent[] = [
    { raw: batch, headers: { authorization: `Bearer ${writeKey}` } },
    { raw: batch, headers: { 'x-write-key': writeKey } },
    { body: { batch: [track], writeKey: 'web-shop:***' }, headers: { 'x-write-key': `web-shop:${writeKey}` } },
    { body: { batch: [track], writeKey } },
  ];
  for (const sent of ways)
    expect(await send('/v1/batch', { ...sent, key: null })).toMatchObject({ status: 200, body: { accepted: 1 } });
  await arrived(4);
});

it('reads a chunked body', async () => {
  const status = await new Promise((resolve) => {
    const call = httpRequest(`${gateway.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: basic(gateway.first.writeKey) },
    });
    call.on('response', (answer) => resolve(answer.resume().statusCode));
    call.write(batch.slice(0, 10));
    call.end(batch.slice(10));
  });
  expect(status).toBe(200);
  await arrived(1);
});
