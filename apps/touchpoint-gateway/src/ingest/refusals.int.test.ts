import { gzipSync } from 'node:zlib';
import type { PlainRecorded } from '@touchstone/contracts';
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

const batch = JSON.stringify({ batch: [track] });
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
it.each<[string, Sent, RegExp, string]>([
  ['no body', { raw: '' }, /no body/, 'empty'],
  ['no JSON', { raw: '{"batch": [secret' }, /not JSON/, 'no-json'],
  ['JSON that is no object', { raw: '[1]' }, /must be a JSON object/, 'no-object'],
  ['JSON nested 10 000 deep that is no batch', { raw: deep(10_000) }, /no array named batch/, 'no-batch'],
  ['latin1', { raw: Buffer.from('{"batch":[{"userId":"Jos\xe9"}]}', 'latin1') }, /not UTF-8/, 'not-utf8'],
  ['UTF-16', { raw: Buffer.from(batch, 'utf16le') }, /not JSON|not UTF-8/, 'no-json'],
  ['a gzip bomb', { raw: gzipSync(Buffer.alloc(200 * 1024 * 1024)) }, /larger than 5 MiB/, 'too-large'],
  ['half a gzip', { raw: gzipSync(batch).subarray(0, 30) }, /cannot be inflated/, 'bad-gzip'],
  ['6 MiB', { raw: `{"batch":[],"x":"${'y'.repeat(6 * 1024 * 1024)}"}` }, /larger than 5 MiB/, 'too-large'],
  [
    '2 501 events',
    { body: { batch: Array(2501).fill(track) } },
    /at most 2500 events, this one holds 2501/,
    'too-many',
  ],
])('refuses %s as a whole with 400', async (_, sent, sentence, reason) => {
  const answer = await send('/v1/batch', sent);
  expect(answer).toMatchObject({ status: 400, type: 'application/problem+json; charset=utf-8', body: { status: 400 } });
  expect(answer.body.detail).toMatch(sentence);
  expect(JSON.stringify(answer.body)).not.toMatch(/secret/);
  expect(await gateway.metric('touchstone_ingest_refused_total')).toContain(`reason="${reason}"`);
  expect(gateway.delivered()).toHaveLength(0);
});

it('says that an empty batch held nothing', async () => {
  expect(await send('/v1/batch', { body: { batch: [] } })).toMatchObject({
    status: 200,
    body: { received: 0, accepted: 0 },
  });
});

it('rejects bad events for themselves, keeps them, and takes their neighbours', async () => {
  const big = (bytes: number) => ({ ...track, messageId: `big-${bytes}`, properties: { text: 'y'.repeat(bytes) } });
  const events = [
    track,
    'text',
    null,
    { userId: 'u' },
    { type: 'purchase', userId: 'u' },
    { type: 'track', userId: 'u' },
    { ...track, userId: null },
    { ...track, userId: 'null' },
    { type: 'group', userId: 'u' },
    { type: 'alias', userId: 'u' },
    { ...track, properties: 'x' },
    { ...track, timestamp: 'yesterday' },
    { ...track, messageId: 'm'.repeat(101) },
    big(300 * 1024),
    big(33 * 1024),
    big(255 * 1024),
    { ...track, timestamp: '0001-01-01T00:00:00Z' },
    { ...track, timestamp: '9999-12-31T23:59:59Z' },
    { ...track, userId: "Robert'); DROP TABLE students;--" },
    { ...track, messageId: 'deep', properties: 'DEEP' },
    { ...track, userId: 'u'.repeat(101), messageId: 'm'.repeat(100) },
  ];
  const raw = JSON.stringify({ batch: events }).replace('"DEEP"', deep(10_000));
  const { status, body } = await send('/v1/batch', { raw });
  expect(status).toBe(200);
  expect(body.rejected.map(({ index, code }: { index: number; code: string }) => `${index} ${code}`)).toEqual([
    '1 not-an-object',
    '2 not-an-object',
    '3 invalid-type',
    '4 invalid-type',
    '5 missing-event-name',
    '6 missing-identifier',
    '7 unusable-identifier',
    '8 missing-group-id',
    '9 missing-previous-id',
    '10 invalid-field',
    '11 invalid-timestamp',
    '12 message-id-too-long',
    '13 too-large',
    '19 too-deep',
  ]);
  expect(body.accepted).toBe(7);
  expect((await arrived(7)).map(({ metadata }) => metadata.time)).toEqual(
    expect.arrayContaining(['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z']),
  );
  const { rows } = await gateway.pool.query('SELECT count(*)::int AS kept FROM access.rejections');
  await send('/v1/batch', { raw });
  await arrived(7);
  expect((await gateway.pool.query('SELECT count(*)::int AS kept FROM access.rejections')).rows).toEqual(rows);
  expect(rows).toEqual([{ kept: 14 }]);
});

it('takes members of one batch that are one event, and shows which of them say the same', async () => {
  const twin = { ...track, messageId: 'twin', properties: { nth: 1 } };
  const other = { ...twin, properties: { nth: 2 } };
  expect(await send('/v1/batch', { body: { batch: [twin, { ...twin }, other] } })).toMatchObject({
    status: 200,
    body: { received: 3, accepted: 3, rejected: [] },
  });
  const [first, second, third] = await arrived(3);
  expect(new Set([first!.id, second!.id, third!.id]).size).toBe(1);
  expect(second!.metadata.digest).toBe(first!.metadata.digest);
  expect(third!.metadata.digest).not.toBe(first!.metadata.digest);
});

const hour = 3_600_000;
const at = (ms: number) => new Date(ms).toISOString();
it.each<[string, (now: number) => { batch: object[]; sentAt?: string }, number]>([
  [
    'a clock that is 1 h fast',
    (now) => ({ batch: [{ ...track, timestamp: at(now + hour - 5_000) }], sentAt: at(now + hour) }),
    -5_000,
  ],
  [
    'a clock that is 1 h fast and says so in the event, as RudderStack does',
    (now) => ({ batch: [{ ...track, originalTimestamp: at(now + hour - 5_000), sentAt: at(now + hour) }] }),
    -5_000,
  ],
  [
    'a batch that waited 2 h, by a clock that is right',
    (now) => ({ batch: [{ ...track, timestamp: at(now - 2 * hour) }], sentAt: at(now) }),
    -2 * hour,
  ],
])('dates what comes with %s right', async (_, bodyOf, expected) => {
  const now = Date.now();
  expect(await send('/v1/batch', { body: bodyOf(now) })).toMatchObject({ body: { accepted: 1 } });
  const took = Date.now() - now;
  const late = Date.parse((await arrived(1))[0]!.metadata.time) - now - expected;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThanOrEqual(took);
});

it('takes 2 MB of 2 500 events', async () => {
  const events = Array.from({ length: 2500 }, (_, n) => ({
    ...track,
    userId: `crowd-${n}`,
    messageId: `crowd-${n}`,
    properties: { text: 'y'.repeat(700) },
  }));
  expect(await send('/v1/batch', { body: { batch: events } })).toMatchObject({ status: 200, body: { accepted: 2500 } });
  await arrived(2500);
});

it('refuses missing, wrong and masked keys, and counts them', async () => {
  for (const sent of [{ key: null }, { key: null, body: { batch: [track], writeKey: 'id:***' } }])
    expect(await send('/v1/batch', { body: { batch: [track] }, ...sent })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('no write key') },
    });
  for (const key of ['guessed', gateway.first.apiKey])
    expect(await send('/v1/batch', { body: { batch: [track], writeKey: gateway.first.writeKey }, key })).toMatchObject({
      status: 401,
    });
  expect(await gateway.metric('touchstone_ingest_refused_total')).toMatch(/reason="wrong-key".*\} 2/);
});

it('lets browsers in', async () => {
  const origin = 'https://shop.example';
  const preflight = await send('/v1/t', {
    method: 'OPTIONS',
    key: null,
    headers: { origin, 'access-control-request-headers': 'anonymousid,authorization,x-retry-count' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(
    /authorization.*x-retry-count.*x-write-key.*anonymousid/,
  );
  const refused = await send('/v1/t', { body: {}, key: 'wrong', headers: { origin } });
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
});

it('refuses the key of a revoked source at every door', async () => {
  const { body } = await gateway.asAdmin('POST', '/admin/sources', { name: 'revoked' });
  await gateway.asAdmin('POST', `/admin/sources/${body.id}/revoke`);
  for (const [path, headers] of [
    ['/v1/batch', { authorization: basic(body.writeKey) }],
    ['/api/s/s2s/batch', { 'x-write-key': `web-shop:${body.writeKey}` }],
    ['/events', { authorization: `Bearer ${body.writeKey}` }],
  ] as [string, Record<string, string>][])
    expect(await send(path, { body: { batch: [track] }, key: null, headers })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('revoked') },
    });
  expect(gateway.delivered()).toHaveLength(0);
});
