import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

// An independent fold of the CSV files: it shares no code with the product, nor with the tool that sends the events. Its
// money is whole thousandths of a pound, because the shop's prices have at most three decimals.

export interface NaiveCustomer {
  orders: number;
  grossThousandths: bigint;
  netThousandths: bigint;
  touchpoints: number;
  first: string;
  last: string;
  /** Invoice number -> time. */
  invoices: Map<string, string>;
}

const fieldsOf = (line: string): string[] => {
  const fields: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) fields.push(match[1] ?? match[2] ?? '');
  return fields;
};

const thousandths = (price: string): bigint => {
  const negative = price.startsWith('-');
  const [whole = '0', decimals = ''] = price.replace('-', '').split('.');
  const value = BigInt(whole) * 1000n + BigInt(decimals.padEnd(3, '0').slice(0, 3));
  return negative ? -value : value;
};

export interface NaiveShop {
  lines: number;
  invoices: Set<string>;
  customers: Map<string, NaiveCustomer>;
  anonymous: Set<string>;
}

const addLine = (shop: NaiveShop, fields: string[]): void => {
  const [invoice = '', , , quantityText = '0', date = '', price = '0', customerText = ''] = fields;
  shop.lines += 1;
  shop.invoices.add(invoice);
  if (customerText === '') return void shop.anonymous.add(invoice);
  const key = customerText.split('.')[0] as string;
  const customer = shop.customers.get(key) ?? emptyCustomer();
  shop.customers.set(key, customer);
  const amount = BigInt(quantityText) * thousandths(price);
  const credit = invoice.startsWith('C');
  if (credit) customer.netThousandths += amount;
  else if (BigInt(quantityText) > 0n && thousandths(price) > 0n) {
    customer.grossThousandths += amount;
    customer.netThousandths += amount;
  }
  const seen = customer.invoices.get(invoice);
  if (seen === undefined && !credit) customer.orders += 1;
  if (seen === undefined || date < seen) customer.invoices.set(invoice, date);
};

const emptyCustomer = (): NaiveCustomer => ({
  orders: 0,
  grossThousandths: 0n,
  netThousandths: 0n,
  touchpoints: 0,
  first: '',
  last: '',
  invoices: new Map(),
});

export const foldShop = (folder: string): NaiveShop => {
  const shop: NaiveShop = { lines: 0, invoices: new Set(), customers: new Map(), anonymous: new Set() };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()) {
    const [, ...lines] = gunzipSync(readFileSync(join(folder, file)))
      .toString('utf8')
      .split(/\r?\n/);
    for (const line of lines) if (line !== '') addLine(shop, fieldsOf(line));
  }
  for (const customer of shop.customers.values()) {
    const times = [...customer.invoices.values()].sort();
    customer.touchpoints = times.length;
    customer.first = times[0] as string;
    customer.last = times.at(-1) as string;
  }
  return shop;
};
