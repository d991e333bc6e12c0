import {
  salesOrderCancelled,
  salesOrderJoined,
  salesOrderPlaced,
  salesOrderReassigned,
  salesOrderRefunded,
  salesOrderReturned,
  type SalesOrderEvent,
} from '@touchstone/contracts';
import { specification } from '@touchstone/testing';
import type { Decide } from '../commands/stream-kind';
import { priced, quoteId } from '../quotes/priced.test-data';
import { quotes } from '../quotes/quote';
import { cancelOrder } from './cancel-order';
import { joinOrder } from './join-order';
import { orders, type Order } from './order';
import { acceptedOffer, placeOrder } from './place-order';
import { reassignOrder } from './reassign-order';
import { refundOrder } from './refund-order';
import { returnGoods } from './return-goods';

const now = '2026-03-02T09:00:00.000Z';
const [salesOrderId, otherId] = ['0190f3c4-0000-7000-8000-000000000301', '0190f3c4-0000-7000-8000-000000000302'];
const given = specification<Decide<Order, SalesOrderEvent>, Order, SalesOrderEvent>({
  initial: orders.initial,
  evolve: orders.evolve,
  decide: (decide, state) => [...decide(state, { by: 'ana', now })],
});
const broken = (rule: string, field?: string) => expect.objectContaining({ rule, ...(field && { field }) }) as Error;

const { customer, currency, jurisdiction, lines, net: amount, tax, gross } = priced;
const own = { orderSource: 'sales', orderId: salesOrderId };
const shop = { orderSource: 'shop', orderId: 'A-1' };
const facts = { owner: 'ana', customer, channel: 'store', currency, jurisdiction, lines, amount, tax, gross } as const;
const order = (more: object = { withoutQuote: true }, reference = own) =>
  salesOrderPlaced({ salesOrderId, ...reference, ...facts, ...more, by: 'ana', placedAt: now });
const placed = order();
const about = { salesOrderId, ...own, by: 'ana' };
const cancelled = salesOrderCancelled({ ...about, reason: 'customer', cancelledAt: now });
const eur = (of: string) => ({ amount: of, currency: 'EUR' });
const refunded = (of: string, reference = own) =>
  salesOrderRefunded({ ...about, ...reference, refundId: otherId, ...eur(of), refundedAt: now });
const wish = { salesOrderId, priced, channel: 'store', owner: 'ana' } as const;

describe('an order', () => {
  it('is taken from an accepted quote, once, or stating that there is none', () => {
    const quote = { quoteId, quoteRevision: 1 };
    given([])
      .when(placeOrder({ ...wish, quote }))
      .then([order(quote)]);
    given([order(quote)])
      .when(placeOrder({ ...wish, quote }))
      .thenThrows(broken('ordered-already', '/quoteId'));
    given([]).when(placeOrder(wish)).then([placed]);
    expect(() => acceptedOffer(quotes.initial)).toThrow(broken('quote-not-accepted', '/quoteId'));
  });

  it('without a quote has no discount beyond the limit', () =>
    given([])
      .when(placeOrder({ ...wish, priced: { ...priced, approvalNeeded: true } }))
      .thenThrows(broken('approval-needed', '/lines')));

  it('counts under the number of the other system that reports it', () => {
    given([])
      .when(placeOrder({ ...wish, external: shop }))
      .then([order(undefined, shop)]);
    given([])
      .when(placeOrder({ ...wish, external: own }))
      .thenThrows(broken('own-order-source', '/orderSource'));
  });

  it('is joined to that number later, with what was recorded until then', () => {
    const joined = salesOrderJoined({
      ...about,
      ...shop,
      former: own,
      ...eur('56.97'),
      placedAt: now,
      cancelled: false,
      refunds: [{ refundId: otherId, amount: '10.00', refundedAt: now }],
      joinedAt: now,
    });
    given([placed, refunded('10.00')])
      .when(joinOrder(shop))
      .then([joined]);
    given([placed, joined]).when(joinOrder(shop)).thenNothing();
    given([placed, joined])
      .when(joinOrder({ ...shop, orderId: 'A-2' }))
      .thenThrows(broken('joined-already', '/orderId'));
    given([placed, joined])
      .when(refundOrder({ refundId: otherId, refund: eur('1') }))
      .then([refunded('1', shop)]);
  });

  it('is cancelled, and then nothing of it goes back', () => {
    given([placed])
      .when(cancelOrder({ reason: 'customer' }))
      .then([cancelled]);
    given([placed, cancelled])
      .when(cancelOrder({ reason: 'customer' }))
      .thenNothing();
    given([placed, cancelled])
      .when(refundOrder({ refundId: otherId, refund: eur('1') }))
      .thenThrows(broken('order-cancelled', '/status'));
  });

  it('takes back what was sold, and no more', () => {
    const back = (quantity: string, number = 1) => returnGoods({ returnId: otherId, lines: [{ number, quantity }] });
    const returned = salesOrderReturned({
      ...about,
      returnId: otherId,
      lines: [{ number: 1, quantity: '2' }],
      returnedAt: now,
    });
    given([placed]).when(back('2')).then([returned]);
    given([placed, returned]).when(back('1.001')).thenThrows(broken('more-than-sold', '/lines/0/quantity'));
    given([placed]).when(back('-1')).thenThrows(broken('quantity-not-positive', '/lines/0/quantity'));
    given([placed]).when(back('1', 2)).thenThrows(broken('unknown-line', '/lines/0/number'));
  });

  it('that nobody placed is not changed', () => {
    const wishes = [
      cancelOrder({ reason: 'customer' }),
      joinOrder(shop),
      returnGoods({ returnId: otherId, lines: [{ number: 1, quantity: '1' }] }),
      refundOrder({ refundId: otherId, refund: eur('1') }),
    ];
    for (const wish of wishes) given([]).when(wish).thenThrows(broken('unknown-order'));
    given([placed]).when(joinOrder(own)).thenThrows(broken('own-order-source', '/orderSource'));
    given([placed, cancelled]).when(wishes[2]!).thenThrows(broken('order-cancelled', '/status'));
  });

  it.each([
    [eur('56.98'), 'refund-over-amount'],
    [eur('0'), 'amount-not-positive'],
    [eur('-1'), 'amount-not-positive'],
    [eur('0.001'), 'below-minor-unit'],
    [{ amount: '1', currency: 'USD' }, 'other-currency'],
  ])('does not refund %j', (refund, rule) =>
    given([placed])
      .when(refundOrder({ refundId: otherId, refund }))
      .thenThrows(broken(rule)),
  );

  it('does not refund for a return that it does not have', () => {
    const back = returnGoods({ returnId: quoteId, lines: [{ number: 1, quantity: '1' }] });
    const returned = salesOrderReturned({
      ...{ ...about, returnId: quoteId, lines: [{ number: 1, quantity: '1' }], returnedAt: now },
    });
    given([placed]).when(back).then([returned]);
    const refund = refundOrder({ refundId: otherId, refund: eur('1'), returnId: quoteId });
    given([placed]).when(refund).thenThrows(broken('unknown-return', '/returnId'));
    given([placed, returned])
      .when(refund)
      .then([salesOrderRefunded({ ...refunded('1').data, returnId: quoteId })]);
  });

  it('keeps whom it goes to, and goes to another owner, also once it was cancelled', () => {
    const recipient = { name: 'Ada Byron' };
    const state = orders.evolve(orders.initial, order({ withoutQuote: true, recipient, note: 'Ring twice' }));
    expect(state).toMatchObject({ recipient, note: 'Ring twice' });
    const reassigned = salesOrderReassigned({ salesOrderId, owner: 'ben', from: 'ana', by: 'ana' });
    given([placed, cancelled])
      .when(reassignOrder({ owner: 'ben' }))
      .then([reassigned]);
    given([placed, reassigned])
      .when(reassignOrder({ owner: 'ben' }))
      .thenNothing();
    expect(orders.ownerOf(orders.evolve(state, reassigned))).toBe('ben');
  });

  it('refunds up to the last cent', () => {
    const rest = refundOrder({ refundId: otherId, refund: eur('46.87') });
    given([placed, refunded('10.10')])
      .when(rest)
      .then([refunded('46.87')]);
    given([placed, refunded('10.11')])
      .when(rest)
      .thenThrows(broken('refund-over-amount', '/refund/amount'));
  });
});
