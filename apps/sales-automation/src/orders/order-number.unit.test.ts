import { orderNumberReserved } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { orderNumbers, reserveNumber } from './order-number';

const [now, by] = ['2026-03-02T09:00:00.000Z', 'ana'];
const given = scenario(orderNumbers, { now, by });
const [mine, others] = ['0190f3c4-0000-7000-8000-000000000301', '0190f3c4-0000-7000-8000-000000000302'] as const;
const third = '0190f3c4-0000-7000-8000-000000000303';
const shop = { orderSource: 'shop', orderId: 'A-1' };
const reserved = (salesOrderId: string, reservedAt = now) =>
  orderNumberReserved({ ...shop, salesOrderId, by, reservedAt });
const reserve = (abandoned?: string) => reserveNumber({ ...shop, salesOrderId: mine, abandoned });

describe('the number that another system gives an order', () => {
  it('belongs to one order of sales', () => {
    given().when(reserve()).then(reserved(mine));
    given(reserved(mine)).when(reserve()).thenNothing();
    given(reserved(others)).when(reserve()).thenBreaks({ rule: 'number-taken', field: '/orderId', status: 409 });
  });
  it('is free again when its order was never placed, but not while that may still be on its way', () => {
    const [longAgo, justNow] = ['2026-03-02T08:50:00.000Z', '2026-03-02T08:50:00.001Z'];
    given(reserved(others, longAgo)).when(reserve(others)).then(reserved(mine));
    for (const state of [given(reserved(others, justNow)), given(reserved(others, longAgo), reserved(third))])
      state.when(reserve(others)).thenBreaks({ rule: 'number-taken' });
  });
});
