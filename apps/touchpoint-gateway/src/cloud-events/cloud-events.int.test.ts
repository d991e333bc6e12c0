import { gzipSync } from 'node:zlib';
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { cloudEventIdOf, decodeToken, definitionOf, type PlainRecorded } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openHarness, type Harness, type Sent } from '../gateway-harness';

let databases: TestDatabase[];
let gateway: Harness;
let sourceId: string;
beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase()]);
  gateway = await openHarness(databases[0]!.url, databases[1]!.url);
  sourceId = (await gateway.pool.query<{ id: string }>('SELECT id FROM access.sources')).rows[0]!.id;
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
const structuredType = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };
const batchType = { 'content-type': 'application/cloudevents-batch+json' };
const post = (sent: Sent) =>
  gateway.send('/events', { key: null, ...sent, headers: { 'x-write-key': gateway.first.writeKey, ...sent.headers } });
const event = {
  specversion: '1.0',
  id: 'e-1',
  source: '/shop',
  type: 'com.example.viewed',
  subject: 'user_id:ce-1',
  time: '2026-01-31T12:00:00Z',
  data: { sku: 'P-7' },
};

it('records what an event says, sealed, under the id of its source and id; a resend in another mode is the same event', async () => {
  const sent = await post({ body: { ...event, subject: 'email:Planted-Ada@Example.com' }, headers: structuredType });
  expect(sent).toMatchObject({ status: 200, body: { success: true, received: 1, accepted: 1, rejected: [] } });
  const binary = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': 'e-1',
    'ce-source': '/shop',
    'ce-type': 'com.example.viewed',
    'ce-subject': 'email:Planted-Ada%40Example.com',
    'ce-time': '2026-01-31T13:00:00.000+01:00',
  };
  expect(await post({ raw: '{ "sku": "P-7" }', headers: binary })).toMatchObject({ status: 200 });
  const raw = await eventually(
    'both on the bus',
    () => gateway.delivered(),
    ({ length }) => length === 2,
  );
  expect(JSON.stringify(raw)).not.toMatch(/planted|example\.com|com\.example|P-7/i);
  expect(decodeToken(sent.headers.get('touchstone-position')!)!.bus).toEqual({
    [`touchpoints/${raw[0]!.partition}`]: [raw[0]!.offset, raw[0]!.offset],
  });
  const [first, second] = await arrived(2);
  expect(first).toMatchObject({
    id: cloudEventIdOf(sourceId, '/shop', 'e-1'),
    type: 'touchpoint.interaction.recorded',
    metadata: { source: sourceId, time: '2026-01-31T12:00:00.000Z' },
    data: {
      kind: 'track',
      channel: 'server',
      name: 'com.example.viewed',
      identifiers: [{ type: 'email', value: 'planted-ada@example.com' }],
      properties: { sku: 'P-7' },
      context: { cloudEvent: { id: 'e-1', source: '/shop', subject: 'email:Planted-Ada@Example.com' } },
    },
  });
  expect(definitionOf(first!.type)!.schema.safeParse(first!.data).success).toBe(true);
  expect([second!.id, second!.metadata.digest]).toEqual([first!.id, first!.metadata.digest]);
});

it.each(['Order Completed', 'com.example.order_completed'])('makes an order of the type %s', async (type) => {
  const data = { userId: 'ce-1', order_id: 'A-1', revenue: 49.9, currency: 'EUR' };
  expect(await post({ body: { ...event, type, subject: null, data }, headers: structuredType })).toMatchObject({
    status: 200,
  });
  const [order] = await arrived(1);
  expect(order).toMatchObject({
    type: 'touchpoint.order.completed',
    data: { orderId: 'A-1', amount: '49.9', currency: 'EUR' },
  });
  expect(definitionOf(order!.type)!.schema.safeParse(order!.data).success).toBe(true);
});

it('judges each event of a batch for itself, keeps the rejected ones, and lists them', async () => {
  const twice = JSON.stringify(event).replace('"id":"e-1"', '"id":"e-1","id":"e-2"');
  const members = [
    event,
    { ...event, id: '' },
    { ...event, subject: undefined },
    'text',
    { ...event, data_base64: 'AA==' },
    { ...event, time: 'yesterday' },
    { ...event, id: 'big', data: { text: 'y'.repeat(300 * 1024) } },
    { ...event, my_ext: 'x' },
    { ...event, subject: 'user_id:null' },
    { ...event, time: '0000-01-01T00:00:00Z' },
  ].map((member) => JSON.stringify(member));
  const deep = JSON.stringify({ ...event, data: 'DEEP' }).replace('"DEEP"', '['.repeat(10_000) + ']'.repeat(10_000));
  const raw = `[${[...members, twice, deep].join(',')}]`;
  const { status, body } = await post({ raw, headers: batchType });
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, received: 12, accepted: 1 });
  expect(body.rejected.map(({ index, code }: { index: number; code: string }) => `${index} ${code}`)).toEqual([
    '1 invalid-attribute',
    '2 missing-identifier',
    '3 not-an-object',
    '4 invalid-data',
    '5 invalid-attribute',
    '6 too-large',
    '7 invalid-attribute',
    '8 unusable-identifier',
    '9 invalid-timestamp',
    '10 invalid-attribute',
    '11 too-deep',
  ]);
  expect(body.rejected[5].messageId).toBe('big');
  await arrived(1);
  const listed = await gateway.asAdmin('GET', '/admin/rejections?reason=invalid-data');
  expect(listed.body.items).toHaveLength(1);
  const opened = await gateway.asAdmin('GET', `/admin/rejections/${listed.body.items[0].id}/event`);
  expect(opened.body).toMatchObject({ messageId: 'e-1', event: { type: 'com.example.viewed', data_base64: 'AA==' } });
  expect(await post({ raw: '[]', headers: batchType })).toMatchObject({ status: 200, body: { received: 0 } });
});

it.each<[number, string, string, Sent]>([
  [400, 'a rejected event', 'invalid-attribute', { body: { ...event, source: '' }, headers: structuredType }],
  [413, 'an event of 300 KiB', 'too-large', { body: { ...event, data: 'y'.repeat(3e5) }, headers: structuredType }],
])('answers %i to %s, and keeps it', async (status, _, code, sent) => {
  const before = await gateway.asAdmin('GET', `/admin/rejections?reason=${code}`);
  const answer = await post(sent);
  expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status, code } });
  const kept = await gateway.asAdmin('GET', `/admin/rejections?reason=${code}`);
  expect(kept.body.items).toHaveLength(before.body.items.length + 1);
  expect(gateway.delivered()).toHaveLength(0);
});

const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };
it.each<[number, string, RegExp, Sent]>([
  [415, 'plain JSON', /no CloudEvent/, { body: event, headers: { 'content-type': 'application/json' } }],
  [
    415,
    'another format',
    /only the formats/,
    { raw: 'x', headers: { 'content-type': 'application/cloudevents+avro' } },
  ],
  [415, 'another encoding', /only gzip/, { raw: 'x', headers: { ...structuredType, 'content-encoding': 'br' } }],
  [415, 'no type', /no Content-Type/, { raw: Buffer.from('{}'), headers: attributes }],
  [400, 'no JSON', /not JSON/, { raw: '{"secret', headers: structuredType }],
  [400, 'latin1', /not JSON/, { raw: Buffer.from('{"id":"\xe9"}', 'latin1'), headers: structuredType }],
  [400, 'no batch', /a JSON array/, { body: event, headers: batchType }],
  [413, '2 501 events', /at most 2500/, { body: Array(2501).fill(event), headers: batchType }],
  [413, '6 MiB', /larger than 5 MiB/, { raw: `[${' '.repeat(6 * 1024 * 1024)}]`, headers: batchType }],
  [
    413,
    'a gzip bomb',
    /larger than 5 MiB/,
    { raw: gzipSync(Buffer.alloc(50 * 1024 * 1024)), headers: { ...batchType, 'content-encoding': 'gzip' } },
  ],
  [401, 'a wrong key', /not known/, { body: event, headers: { ...structuredType, 'x-write-key': 'guessed' } }],
  [401, 'no key', /access_token/, { body: event, headers: { ...structuredType, 'x-write-key': '' } }],
])('answers %i to %s', async (status, _, sentence, sent) => {
  const answer = await post(sent);
  expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status } });
  expect(answer.body.detail).toMatch(sentence);
  expect(JSON.stringify(answer.body)).not.toMatch(/secret/);
});

it('takes keys as the webhook profile sends them, gzip, a trailing slash and an event without data', async () => {
  const { writeKey } = gateway.first;
  const bearer = { ...structuredType, authorization: `Bearer ${writeKey}` };
  const zipped = { raw: gzipSync(JSON.stringify(event)), headers: { ...bearer, 'content-encoding': 'gzip' } };
  const { data: _, ...empty } = event;
  const binary = { ...attributes, 'ce-subject': 'phone:+442079460018', authorization: `Bearer ${writeKey}` };
  const ways: [string, Sent][] = [
    ['/events', { body: event, headers: bearer }],
    ['/events/', zipped],
    [`/events?access_token=${writeKey}`, { body: empty, headers: structuredType }],
    ['/events', { headers: binary }],
  ];
  for (const [path, sent] of ways)
    expect(await gateway.send(path, { ...sent, key: null })).toMatchObject({ status: 200, body: { accepted: 1 } });
  expect((await arrived(4)).map(({ data }) => data['properties'])).toEqual([
    { sku: 'P-7' },
    { sku: 'P-7' },
    undefined,
    undefined,
  ]);
});

it('shakes hands with senders, and lets browsers in', async () => {
  const headers = { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' };
  const agreed = await gateway.send('/events', { method: 'OPTIONS', key: null, headers });
  expect(agreed.status).toBe(204);
  expect(agreed.headers.get('allow')).toContain('POST');
  expect(agreed.headers.get('webhook-allowed-origin')).toBe('eventemitter.example.com');
  expect(agreed.headers.get('webhook-allowed-rate')).toBe('*');
  const preflight = await gateway.send('/events', {
    method: 'OPTIONS',
    key: null,
    headers: { origin: 'https://shop.example', 'access-control-request-headers': 'ce-id,ce-type,x-write-key' },
  });
  expect(preflight.headers.get('webhook-allowed-origin')).toBeNull();
  expect(preflight.headers.get('access-control-allow-headers')).toContain('ce-id');
  expect((await gateway.send('/events', { method: 'GET', key: null })).status).toBe(405);
});

it('answers 202 to an event that the tracking plan of its source holds back', async () => {
  const { body: source } = await gateway.asAdmin('POST', '/admin/sources', { name: 'planned' });
  const plan = { events: { 'com.example.viewed': { properties: { sku: { type: 'number' } } } }, unplanned: 'allow' };
  const put = await gateway.asAdmin('PUT', `/admin/sources/${source.id}/tracking-plan`, { mode: 'quarantine', plan });
  expect(put.status).toBe(200);
  const headers = { ...structuredType, 'x-write-key': source.writeKey };
  const held = await post({ body: event, headers });
  expect(held).toMatchObject({ status: 202, body: { accepted: 0, quarantined: [{ index: 0, messageId: 'e-1' }] } });
  const asBatch = await post({ body: [event], headers: { ...headers, ...batchType } });
  expect(asBatch).toMatchObject({ status: 200, body: { accepted: 0, quarantined: [{ index: 0 }] } });
});

describe('the SDK for JavaScript', () => {
  const planted = { type: 'com.example.sdk', source: '/sdk', subject: 'user_id:josé 50% "x"', data: { a: [1, 'é'] } };

  it.each([Mode.BINARY, Mode.STRUCTURED])(
    'emits in mode %s, and what arrives is what it reads itself',
    async (mode) => {
      const sent = new CloudEvent({ ...planted, id: `sdk-${mode}` });
      const emit = emitterFor(httpTransport(`${gateway.url}/events`), { mode });
      const answer = (await emit(sent, { headers: { 'x-write-key': gateway.first.writeKey } })) as { body: string };
      expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1 });
      const [received] = await arrived(1);
      const message = HTTP[mode === Mode.BINARY ? 'binary' : 'structured'](sent);
      const read = HTTP.toEvent({ headers: message.headers, body: message.body }) as typeof sent;
      expect(received).toMatchObject({
        id: cloudEventIdOf(sourceId, read.source, read.id),
        data: { name: read.type, properties: read.data, identifiers: [{ type: 'user_id', value: 'josé 50% "x"' }] },
      });
      expect(received!.metadata.time).toBe(new Date(read.time!).toISOString());
    },
  );
});
