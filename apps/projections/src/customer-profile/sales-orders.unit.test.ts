import type { PlainRecorded } from '@touchstone/contracts';
import fc from 'fast-check';
import { factOf } from '../facts/fact';
import { foldOrders, orderFacts } from './fold-orders';
import { orderKey, totalsOf, type Order } from './order-book';

const [payer, visitor] = ['a', 'b'].map((letter) => letter.repeat(32));
const own = { orderSource: 'sales', orderId: '0190f3c4-0000-7000-8000-000000000301' };
const shop = { orderSource: 'shop', orderId: 'A-1' };
const refundId = '0190f3c4-0000-7000-8000-000000000302';
const at = (hour: number) => `2026-03-02T0${hour}:00:00.000Z`;

let events = 0;
const fact = (type: string, hour: number, data: object, of = payer): PlainRecorded => ({
  id: `00000000-0000-4000-8000-${String((events += 1)).padStart(12, '0')}`,
  type,
  schemaVersion: 1,
  data: { ...data },
  metadata: { source: 's', time: at(hour), participants: [`subject:contact:${of}`, `payer:contact:${of}`] },
  stream: '',
  version: 0,
  position: '',
  recordedAt: at(hour),
});
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const joined = (more: object = {}) =>
  fact('sales.order.joined', 5, {
    ...shop,
    former: own,
    ...eur('56.97'),
    placedAt: at(2),
    cancelled: false,
    refunds: [],
    ...more,
  });

const placed = fact('sales.order.placed', 2, { ...own, ...eur('56.97') });
const reported = fact('touchpoint.order.completed', 3, { ...shop, ...eur('67.79') }, visitor);
const early = fact('sales.order.refunded', 4, { ...own, ...eur('10'), refundId });
const late = fact('sales.order.refunded', 6, { ...shop, ...eur('1') });
const withRefund = joined({ refunds: [{ refundId, amount: '10', refundedAt: at(4) }] });

/** What every order comes to, whatever the order of arrival. */
const totals = (reports: readonly PlainRecorded[]) => {
  const orders = new Map<string, Order>();
  for (const one of reports)
    for (const order of foldOrders(
      orderFacts([factOf(one)], () => true),
      orders,
    ).orders)
      orders.set(orderKey(order.source, order.id), order);
  return Object.fromEntries([...orders.values()].flatMap((order) => [...totalsOf(order)]));
};
const inAnyOrder = (reports: readonly PlainRecorded[], expected: object) =>
  fc.assert(
    fc.property(fc.shuffledSubarray([...reports], { minLength: reports.length }), (shuffled) =>
      expect(totals([...shuffled, shuffled[0]!])).toEqual(expected),
    ),
  );

describe('revenue of an order of sales', () => {
  it('counts for its payer, less what goes back', () =>
    inAnyOrder([placed, early], { [`${payer}/EUR`]: { orders: 1, gross: '56.97', refunded: '10' } }));

  it('counts once when the shop reports the same order under the number that sales gave', () =>
    inAnyOrder([fact('sales.order.placed', 2, { ...shop, ...eur('56.97') }), reported, late], {
      [`${payer}/EUR`]: { orders: 1, gross: '56.97', refunded: '1' },
    }));

  it('counts once when it is joined to the number of the shop afterwards, refunds included', () =>
    inAnyOrder([placed, reported, early, withRefund, late], {
      [`${payer}/EUR`]: { orders: 1, gross: '56.97', refunded: '11' },
    }));

  it('is nothing once it is cancelled, before or after it is joined', () => {
    inAnyOrder([placed, fact('sales.order.cancelled', 4, own)], {});
    inAnyOrder([placed, reported, fact('sales.order.cancelled', 4, own), joined({ cancelled: true })], {});
    inAnyOrder([placed, reported, joined(), fact('sales.order.cancelled', 6, shop)], {});
  });
});
