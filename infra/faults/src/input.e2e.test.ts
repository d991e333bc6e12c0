import { gzipSync } from 'node:zlib';
import { eventually } from '@touchstone/testing';
import { customersOf, timelineOf } from './load/answers';
import { newSent, send } from './load/sender';
import { expectKept, receiptOf } from './load/settled';
import { tell } from './load/story';
import { Product } from './product/product';

let product: Product;
beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
});
afterAll(() => product.remove());

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

const post = async (body: string | Buffer, headers: Record<string, string> = basic(product.writeKey)) => {
  const response = await fetch(`${product.url}/v1/batch`, { method: 'POST', headers, body: body as string });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse(text) };
};

const track = (more: object = {}) => ({
  type: 'track',
  event: 'Seen',
  userId: 'beside',
  timestamp: '2026-01-05T09:00:00.000Z',
  ...more,
});
const batch = (...events: unknown[]) => JSON.stringify({ batch: events });
const sized = (bytes: number) => {
  const rest = bytes - JSON.stringify(track({ properties: { blob: '' } })).length;
  return track({ properties: { blob: 'x'.repeat(rest) } });
};
const nested = (depth: number) =>
  `{"batch":[{"type":"track","event":"Deep","userId":"deep","properties":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}]}`;

const refusals: [string, () => { body: string | Buffer; headers?: Record<string, string> }, number, RegExp][] = [
  ['a gzip bomb', () => ({ body: gzipSync(Buffer.alloc(200 * 1024 * 1024)) }), 400, /larger than 5 MiB/],
  [
    '2 501 events in a batch',
    () => ({ body: batch(...Array(2_501).fill(track())) }),
    400,
    /at most 2500 .* holds 2501/,
  ],
  ['a wrong charset', () => ({ body: Buffer.from(batch(track({ userId: 'Zoë' })), 'latin1') }), 400, /not UTF-8/],
  ['a wrong key', () => ({ body: batch(track()), headers: basic('tsw_wrong') }), 401, /not known/],
  ['no key', () => ({ body: batch(track()), headers: {} }), 401, /no write key/],
  ['half of a body', () => ({ body: batch(track()).slice(0, -4) }), 400, /not JSON/],
];

it.each(refusals)('refuses %s with a clear sentence and stores nothing of it', async (_, request, status, sentence) => {
  const before = await receiptOf(product.request);
  const { body, headers } = request();
  const answer = await post(body, headers);
  expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json') });
  expect(answer.body.detail).toMatch(sentence);
  expect(await receiptOf(product.request)).toEqual(before);
});

it('takes the events beside one that is too large or too deep, and says why it did not take that one', async () => {
  const answers = [
    await post(batch(track({ messageId: 'b1' }), sized(64 * 1024), track({ messageId: 'b2' }))),
    await post(batch(sized(256 * 1024), track({ messageId: 'b3' }))),
    await post(batch(track({ messageId: 'b4' }), sized(256 * 1024 + 1))),
    await post(batch(sized(2 * 1024 * 1024), track({ messageId: 'b5' }))),
    await post(nested(10_000)),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers.map(({ body }) => [body.accepted, body.rejected])).toEqual([
    [3, []],
    [2, []],
    [1, [{ index: 1, code: 'too-large', detail: expect.stringContaining('256 KiB') }]],
    [1, [{ index: 0, code: 'too-large', detail: expect.stringContaining('256 KiB') }]],
    [0, [{ index: 0, code: 'too-deep', detail: expect.stringContaining('64 levels') }]],
  ]);
  await eventually(
    'everything beside them is there',
    () => customersOf(product.request, 'user_id:beside'),
    ([customer]) => customer?.touchpoints === 7,
  );
});

const nul = '\u0000';
const half = '\ud83d';
const injection = `Robert'); DROP TABLE customers;--`;

it('keeps text that no database stores, and SQL, without losing an event or a customer', async () => {
  const person = { userId: 'odd', timestamp: '2026-01-05T09:00:00.000Z' };
  const order = {
    order_id: `o${nul}1${half}`,
    currency: 'EUR',
    revenue: '12.50',
    products: [{ product_id: `p${nul}${half}`, price: 12.5, quantity: 1 }],
  };
  const events = [
    {
      type: 'identify',
      ...person,
      traits: { name: injection, nick: `a${nul}b${half}`, [`k${nul}${half}`]: 1 },
      messageId: 'odd1',
    },
    {
      type: 'track',
      event: `Odd${nul}${half}`,
      ...person,
      properties: { text: `x${nul}y`, deep: [{ [half]: nul }] },
      messageId: 'odd2',
    },
    { type: 'track', event: 'Order Completed', ...person, properties: order, messageId: 'odd3' },
    { type: 'identify', userId: `odd${nul}user${half}`, traits: { name: `N${nul}${half}` }, messageId: 'odd4' },
    { type: 'track', event: injection, userId: injection, messageId: `${injection}${nul}` },
  ];
  const { status, body } = await post(batch(...events));
  expect({ status, accepted: body.accepted + body.rejected.length }).toEqual({ status: 200, accepted: events.length });
  const [customer] = await eventually(
    'the person is there',
    () => customersOf(product.request, 'user_id:odd'),
    ([seen]) => seen?.touchpoints === 3,
  );
  expect(customer).toMatchObject({
    name: injection,
    incomplete: false,
    orders: { count: 1, revenue: [{ currency: 'EUR', amount: '12.5' }] },
  });
  expect(await timelineOf(product.request, customer!.id)).toHaveLength(3);
  const [other] = await eventually(
    'SQL as a name of somebody',
    () => customersOf(product.request, `user_id:${injection}`),
    (found) => found.length === 1,
  );
  expect(other).toMatchObject({ touchpoints: 1, incomplete: false });
  const { body: found } = await product.request<{ items: { id: string }[] }>(
    `/customers?q=${encodeURIComponent('Robert')}`,
  );
  expect(found.items.map(({ id }) => id)).toEqual([customer!.id]);
  const { body: parked } = await product.request<{ items: unknown[] }>('/repository/parked');
  expect(parked.items).toEqual([]);
});

it('goes on afterwards', async () => {
  const before = (await receiptOf(product.request)).stored;
  const sent = newSent();
  await send({ url: product.url, writeKey: product.writeKey, sent }, tell({ name: 'after', people: 3, rounds: 1 }));
  await expectKept(product.request, sent, undefined, before);
});
