import { existsSync } from 'node:fs';
import { foldShop, type NaiveShop } from './naive-fold';
import { readInvoices, retailFiles } from './invoices';
import { retailFolder } from './retail-folder';
import { touchpointOf } from './touchpoint';

const folder = retailFolder();
const withData = existsSync(folder) ? describe : describe.skip;
const pounds = (thousandths: bigint): string => (Number(thousandths) / 1000).toFixed(3);

withData('the invoices of a real shop', () => {
  let shop: NaiveShop;
  beforeAll(() => {
    shop = foldShop(folder);
  });

  it('has the published figures', () => {
    const customers = [...shop.customers.values()];
    const sum = (of: (one: (typeof customers)[number]) => bigint) =>
      customers.reduce((total, one) => total + of(one), 0n);
    expect({
      lines: shop.lines,
      invoices: shop.invoices.size,
      customers: customers.length,
      anonymous: shop.anonymous.size,
      gross: pounds(sum((one) => one.grossThousandths)),
      net: pounds(sum((one) => one.netThousandths)),
    }).toEqual({
      lines: 541_909,
      invoices: 25_900,
      customers: 4_372,
      anonymous: 3_710,
      gross: '8911407.904',
      net: '8300065.814',
    });
  });

  it('becomes one touchpoint per invoice', async () => {
    const months = await Promise.all((await retailFiles(folder)).map(readInvoices));
    const touchpoints = months.flatMap(({ invoices }) => invoices).map(touchpointOf);
    const counts = touchpoints.reduce<Record<string, number>>(
      (all, { event }) => ({ ...all, [event]: (all[event] ?? 0) + 1 }),
      {},
    );
    expect(counts).toEqual({ 'Order Completed': 22_061, 'Order Refunded': 3_836, 'Bad Debt Adjusted': 3 });
    expect(new Set(touchpoints.map(({ messageId }) => messageId)).size).toBe(25_900);
    expect(months.reduce((total, { lines }) => total + lines, 0)).toBe(541_909);
  });
});
