import fc from 'fast-check';
import type { JsonObject } from '@touchstone/contracts';
import { judgeByPlan } from './judge-by-plan';
import type { PlannedMessage, TrackingPlan } from './plan';
import { planFaults } from './plan-faults';

const track = (event: string, properties: JsonObject): PlannedMessage => ({ type: 'track', event, properties });
const order: TrackingPlan = {
  events: {
    'Order Completed': {
      required: ['order_id', 'total'],
      properties: {
        order_id: { type: 'string', pattern: '^[A-Z]-\\d+$' },
        total: { type: 'number', minimum: 0 },
        at: { type: 'string', format: 'date-time' },
        products: { type: 'array', uniqueItems: true, items: { $ref: '#/$defs/product' } },
        extra: { type: 'object', additionalProperties: { type: 'number' } },
      },
      $defs: { product: { required: ['product_id'], properties: { 'a/b': { const: 1 } } } },
    },
  },
  calls: { identify: { properties: { plan: { enum: ['free', 'paid'] } } } },
  unplanned: 'violation',
};
const judge = judgeByPlan(order, 7);
const good: JsonObject = { order_id: 'A-1', total: 3 };

it.each<[string, PlannedMessage]>([
  ['what the plan asks for', track('Order Completed', good)],
  [
    'another spelling of the name',
    track('order_completed', { ...good, products: [{ product_id: 1 }, { product_id: 2 }] }),
  ],
  ['a call with its traits', { type: 'identify', traits: { plan: 'free' } }],
  ['a call that is not planned', { type: 'page', properties: { any: 1 } }],
])('is kept by %s', (_, message) => {
  expect(judge(message)).toBeUndefined();
});

it.each<[PlannedMessage, string, RegExp]>([
  [track('Order Completed', { order_id: 'A-1' }), '/properties', /must have required property 'total'/],
  [track('ORDER COMPLETED', { ...good, total: 'secret' }), '/properties/total', /version 7: .*must be number/],
  [track('Order Completed', { ...good, order_id: 'secret' }), '/properties/order_id', /must match pattern/],
  [track('Order Completed', { ...good, at: 'secret' }), '/properties/at', /must match format "date-time"/],
  [track('Order Completed', { ...good, products: [{}] }), '/properties/products/0', /required property 'product_id'/],
  [
    track('Order Completed', { ...good, products: [{ product_id: 'secret' }, { product_id: 'secret' }] }),
    '/properties/products',
    /duplicate/,
  ],
  [
    track('Order Completed', { ...good, products: [{ product_id: 1, 'a/b': 'secret' }] }),
    '/properties/products/0/a~1b',
    /constant/,
  ],
  [
    track('Order Completed', { ...good, extra: { 'secret@example.com': 'x' } }),
    '/properties/extra/*',
    /must be number/,
  ],
  [track('Secret Event', {}), '/event', /no event of this name/],
  [{ type: 'identify', traits: { plan: 'secret' } }, '/traits/plan', /must be equal to one of the allowed values/],
  [{ type: 'track', event: 'Order Completed' }, '/properties', /required/],
])('is broken by %j', (message, pointer, detail) => {
  const violation = judge(message);
  expect(violation).toMatchObject({ pointer, detail: expect.stringMatching(detail) });
  expect(JSON.stringify(violation)).not.toMatch(/secret/i);
});

it.each<[string, object, RegExp]>([
  ['no JSON Schema', { properties: { a: { type: 'nothing' } } }, /must be equal to one of the allowed values/],
  ['an unknown keyword', { proprties: {} }, /unknown keyword: "proprties"/],
  ['an unknown format', { properties: { a: { format: 'birthday' } } }, /unknown format "birthday"/],
  ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, /no schema with key or ref/],
  ['a reference to the network', { $ref: 'https://example.com/s.json' }, /never loaded, put it under \$defs/],
  ['a reference to a file', { $ref: 'file:///etc/passwd' }, /never loaded/],
  ['a reference to nothing', { $ref: '#/$defs/none' }, /can't resolve reference/],
  [
    'a back reference, which no pattern can have in linear time',
    { properties: { a: { pattern: '(a)\\1' } } },
    /error parsing regexp|invalid/i,
  ],
  ['a look-ahead', { properties: { a: { pattern: '(?=a)b' } } }, /error parsing regexp|invalid/i],
  ['a schema that answers later', { $async: true }, /\$async/],
])('refuses %s', async (_, schema, detail) => {
  expect(await planFaults({ events: { 'A/b': schema as JsonObject } })).toEqual([
    { pointer: '/events/A~1b', detail: expect.stringMatching(detail) },
  ]);
});

const deep = Array.from({ length: 40 }).reduce<object>((inner) => ({ not: inner }), {});
it.each<[string, object]>([
  ['/events/order_completed', { events: { 'Order Completed': {}, order_completed: {} } }],
  ['/events/ _ ', { events: { ' _ ': {} } }],
  ['/events/A', { events: { A: 3 } }],
  ['/calls/identify', { events: {}, calls: { identify: [] } }],
  ['/calls/alias', { events: {}, calls: { alias: {} } }],
  ['', { events: { A: deep } }],
  ['', { events: { A: { description: 'x'.repeat(300_000) } } }],
  ['/events', { events: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`e${n}`, {}])) }],
])('says what is wrong at %p', async (pointer, plan) => {
  expect((await planFaults(plan as TrackingPlan)).map((fault) => fault.pointer)).toEqual([pointer]);
});
it('finds nothing wrong with a good plan', async () => {
  expect(await planFaults(order)).toEqual([]);
});

it('takes patterns that would stall a backtracking engine', () => {
  const pattern = judgeByPlan({ events: { A: { properties: { a: { type: 'string', pattern: '^(a+)+$' } } } } }, 1);
  // With a backtracking engine this test would never end.
  expect(pattern(track('A', { a: `${'a'.repeat(50_000)}b` }))).toMatchObject({ pointer: '/properties/a' });
  expect(pattern(track('A', { a: 'a'.repeat(50_000) }))).toBeUndefined();
});

it('never throws, whatever is sent', () => {
  fc.assert(
    fc.property(fc.constantFrom('Order Completed', 'x'), fc.jsonValue(), (event, value) => {
      const properties = JSON.parse(
        JSON.stringify(typeof value === 'object' && !Array.isArray(value) ? value : { total: value }),
      );
      expect(() => judge({ type: 'track', event, properties })).not.toThrow();
    }),
  );
});
