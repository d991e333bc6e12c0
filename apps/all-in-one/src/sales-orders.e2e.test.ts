import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

type Made = Readonly<Record<string, string>> & { readonly id: string };
interface Profile {
  readonly id: string;
  readonly orders: { readonly count: number; readonly revenue: unknown; readonly grossRevenue: unknown };
}

const from = '2026-01-01T00:00:00.000Z';
const revision = { revision: 1 };

describe('a sale, from the lead to the revenue of the customer', () => {
  let touchstone: Touchstone;
  let rep: string;
  let keys = 0;
  beforeAll(async () => {
    touchstone = await spawnTouchstone();
    const body = { name: 'Ana', role: 'rep', person: 'ana' };
    rep = (await touchstone.request<{ apiKey: string }>('/admin/api-keys', { body })).body.apiKey;
  });
  afterAll(() => touchstone.stop());

  /** Answers what was made, and the position to wait for. */
  const command = async (path: string, body: object, key?: string): Promise<Made & { readonly position: string }> => {
    const answer = await touchstone.request<Made>(`/sales/${path}`, {
      body,
      headers: { 'idempotency-key': `key-${(keys += 1)}`, ...(key && { authorization: `Bearer ${key}` }) },
    });
    expect(`${path} ${answer.status} ${answer.status < 300 ? '' : JSON.stringify(answer.body)}`).toMatch(/ 20[01] $/);
    return Object.assign(answer.body, { position: answer.headers.get('touchstone-position') as string });
  };
  const ordersAfter = async (position: string) => {
    const headers = { 'touchstone-wait-for': position };
    const address = '/customers?identifier=email:ada@example.org';
    return (await touchstone.request<{ items: Profile[] }>(address, { headers })).body.items[0]?.orders;
  };
  const eur = (amount: string) => [{ amount, currency: 'EUR' }];

  const publishCatalogue = async (): Promise<string> => {
    const specification = { name: { en: 'Pump' }, unit: 'piece', taxClass: 'standard', attributes: {} };
    const { id: productId } = await command('products', { sku: 'P-250', specification });
    await command('price-lists', { currency: 'EUR', code: 'retail', from, prices: [{ productId, price: '19.99' }] });
    const days = { paymentDays: 30, validDays: 14 };
    await command('terms', { code: 'standard', from, ...days, discountLimit: '10', text: { en: 'Pay.' } });
    await command('tax-tables', { jurisdiction: 'DE', from, rates: [{ taxClass: 'standard', rate: '19' }] });
    return productId;
  };

  it('counts once, also when the shop reports the same order; refunds and a cancellation show', async () => {
    const productId = await publishCatalogue();
    const person = { name: 'Ada Byron', email: 'ada@example.org' };
    const lead = await command('leads', { channel: 'phone', person }, rep);
    const { contactId } = await command(`leads/${lead.id}/qualify`, {}, rep);
    const lines = [{ productId, quantity: '3', discount: { percent: '20' } }];
    const wish = { customer: { contact: contactId }, channel: 'phone', currency: 'EUR', jurisdiction: 'DE', lines };
    const quote = await command('quotes', wish, rep);
    await command(`quotes/${quote.id}/approve`, revision);
    await command(`quotes/${quote.id}/accept`, revision, rep);
    const external = { orderSource: 'shop', orderId: 'A-1' };
    const order = await command('orders', { quoteId: quote.id, channel: 'phone', external }, rep);
    const ordered = { count: 1, revenue: eur('47.98'), grossRevenue: eur('47.98') };
    expect(await ordersAfter(order.position)).toMatchObject(ordered);

    const track = (event: string, orderId: string, revenue: number) =>
      touchstone.request('/v1/track', {
        headers: { authorization: `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}` },
        body: {
          event,
          userId: 'u-1',
          messageId: `${event} ${orderId}`,
          context: { traits: { email: 'ada@example.org' } },
          properties: { order_source: 'shop', order_id: orderId, revenue, currency: 'EUR' },
        },
      });
    expect((await track('Order Completed', 'A-1', 57.1)).status).toBe(200);
    expect((await track('Order Completed', 'A-2', 10)).status).toBe(200);
    await eventually(
      'the order that only the shop knows counts, and the other still once',
      () => ordersAfter(order.position),
      (orders) => orders?.count === 2,
    );
    expect(await ordersAfter(order.position)).toMatchObject({ count: 2, revenue: eur('57.98') });

    const refund = { amount: '7.98', currency: 'EUR' };
    const { position } = await command(`orders/${order.id}/refund`, { refund }, rep);
    expect(await ordersAfter(position)).toMatchObject({ count: 2, revenue: eur('50') });
    const cancelled = await command(`orders/${order.id}/cancel`, { reason: 'customer' }, rep);
    expect(await ordersAfter(cancelled.position)).toMatchObject({ count: 1, revenue: eur('10') });
  });

  it('npm run demo:sales plays a quarter, and every address that it prints answers what was played', async () => {
    const demo = join(__dirname, '../../../infra/demo/dist/sales/main.js');
    const args = [demo, '--url', touchstone.url, '--api-key', touchstone.apiKey, '--leads', '9', '--play', 'tour'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    // Nine leads: 0, 3 and 6 buy one, four and two pumps; 1 and 7 stay open with two and three; 4 goes to a competitor.
    const [open, won] = [2 * 1_200 + 3 * 1_200 + 2 * 90, 7 * 1_200 + 3 * 90];
    expect(stdout).toContain('9 leads, 9 calls');
    for (const count of [
      '3 quotes accepted',
      '2 approvals',
      '3 orders',
      '1 returns',
      '1 refunds',
      '3 deals won',
      '1 deals lost',
    ])
      expect(stdout).toContain(count);
    expect(stdout).toContain(`open deals of the team: ${open} EUR, weighted ${open / 2}`);
    expect(stdout).toContain(`tour won ${won}, ${Math.round((100 * won) / 60_000)} % of the quota`);
    expect(stdout).toContain('ana won 1290, 6 % of the quota');
    const addresses = [...stdout.matchAll(/http:\S+/g)].map(([address]) => address);
    expect(addresses).toHaveLength(13);
    const headers = { authorization: `Bearer ${touchstone.apiKey}` };
    for (const address of addresses)
      expect([address, (await fetch(address, { headers })).status]).toEqual([address, 200]);
  }, 120_000);
});
