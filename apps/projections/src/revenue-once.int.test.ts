import { identityStream, type PlainEvent } from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { orderModel, publishAnalytics } from '@touchstone/read-models';
import { runProjections, type RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { departmentProjections } from './live-projections';
import { sampleOf } from './testing/golden-samples.files';
import { identityFor, openRoad, timeOf, type Name, type Road } from './testing/road';

const payer: Name = { type: 'user_id', value: 'ann' };
const concerned = ['subject', 'payer'].map((role) => `${role}:user_id:${identityFor(payer)}`);
const projections = departmentProjections.sales.filter(({ name }) => name === orderModel.name);

let road: Road;
let store: EventStore;
let running: readonly RunningProjections[];
beforeAll(async () => {
  road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  store = await postgresEventStore({ pool: road.log.pool, schema: 'store_sales' });
  const { codec, read } = road;
  const ofSales = { store, codec, pool: read.pool, projections, owner: crypto.randomUUID(), slots: 1 };
  running = [await road.run(), await runProjections(ofSales)];
  await publishAnalytics(read.pool);
});
afterAll(async () => {
  for (const one of running) await one.drain();
  await store.close();
  await road.close();
});

/** In cents. The shop reports the order before sales takes it, or after. */
const taken = fc.record({
  cents: fc.integer({ min: 1_000, max: 99_999 }),
  shop: fc.option(fc.record({ cents: fc.integer({ min: 1_000, max: 99_999 }), first: fc.boolean() }), {
    nil: undefined,
  }),
  again: fc.boolean(),
  refund: fc.integer({ min: 0, max: 900 }),
  cancelled: fc.boolean(),
});
type Taken = typeof taken extends fc.Arbitrary<infer One> ? One : never;

const money = (cents: number) => (cents / 100).toFixed(2);
const naive = ({ cents, shop, refund, cancelled }: Taken): number =>
  cancelled ? 0 : (shop?.first ? shop.cents : cents) - refund;

let end = '';
/** A fact of sales: in its own store, and its copy in the stream of the customer. */
const tell = async (type: string, at: number, salesOrderId: string, more: object): Promise<void> => {
  const event: PlainEvent = {
    ...sampleOf(type, { salesOrderId, currency: 'EUR', ...more }),
    id: crypto.randomUUID(),
    metadata: { source: 'sales-automation', time: timeOf(at), participants: concerned, imported: true },
  };
  ({ position: end } = await store.append(`order-${salesOrderId}`, await road.codec.seal([event]), 'any'));
  await road.append(identityStream(identityFor(payer)), [{ ...event, id: crypto.randomUUID() }]);
};

const told = async (one: Taken): Promise<string> => {
  const [id, second] = [crypto.randomUUID(), crypto.randomUUID()];
  const number = { orderSource: '11111111-1111-4111-8111-111111111111', orderId: id };
  const { shop } = one;
  const placed = (of: string, at: number, cents: number) =>
    tell('sales.order.placed', at, of, { ...number, amount: money(cents), placedAt: timeOf(at) });
  await placed(id, 10, one.cents);
  if (one.again) await placed(second, 12, one.cents);
  if (one.refund > 0)
    await tell('sales.order.refunded', 13, id, { ...number, amount: money(one.refund), refundId: crypto.randomUUID() });
  if (one.cancelled) await tell('sales.order.cancelled', 14, id, number);
  const order = shop && { id, amount: money(shop.cents), kind: 'completed' as const };
  if (order) await road.tell({ names: [payer], at: shop.first ? 9 : 11, order });
  return id;
};

it('revenue of orders that sales took counts once, whoever reports them too, and by the earliest report', async () => {
  const property = fc.asyncProperty(fc.array(taken, { minLength: 3, maxLength: 6 }), async (orders) => {
    const expected = new Map<string, [number, number]>();
    for (const one of orders) expected.set(await told(one), [1, naive(one)]);
    await road.passed(running[0] as RunningProjections, road.end());
    await road.passed(running[1] as RunningProjections, end);
    const { rows } = await road.read.pool.query<{ number: string; shown: number; cents: number }>(
      `SELECT order_id AS number, count(revenue)::int AS shown, round(sum(revenue) * 100)::int AS cents
         FROM analytics.sales_orders WHERE order_id = ANY ($1) GROUP BY 1`,
      [[...expected.keys()]],
    );
    expect(new Map(rows.map(({ number, shown, cents }) => [number, [shown, cents]]))).toEqual(expected);
  });
  await fc.assert(property, { numRuns: 4, endOnFailure: true });
});
