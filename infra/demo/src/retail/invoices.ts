import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parse } from 'csv-parse/sync';

export interface InvoiceLine {
  readonly sku: string;
  readonly description: string;
  readonly quantity: number;
  /** Decimal text, up to three digits behind the point. */
  readonly price: string;
}

export interface Invoice {
  readonly number: string;
  /** Digits of the customer's number; undefined where the shop knew nobody. */
  readonly customer: string | undefined;
  readonly country: string;
  /** The earliest time on any of its lines, ISO 8601 UTC. */
  readonly time: string;
  readonly lines: InvoiceLine[];
}

type Row = Record<
  'InvoiceNo' | 'StockCode' | 'Description' | 'Quantity' | 'InvoiceDate' | 'UnitPrice' | 'CustomerID' | 'Country',
  string
>;

export const retailFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()
    .map((name) => join(folder, name));

/** The invoices of one month's file. An invoice never spans two files. */
export const readInvoices = async (file: string): Promise<{ invoices: Invoice[]; lines: number }> => {
  const invoices = new Map<string, Invoice>();
  let lines = 0;
  // A month is a few megabytes; row by row through a stream takes several times as long.
  const text = await promisify(gunzip)(await readFile(file));
  for (const row of parse(text, { columns: true }) as Row[]) {
    lines += 1;
    const line = {
      sku: row.StockCode,
      description: row.Description,
      quantity: Number(row.Quantity),
      price: row.UnitPrice,
    };
    const time = `${row.InvoiceDate.replace(' ', 'T')}.000Z`;
    const known = invoices.get(row.InvoiceNo);
    if (!known) invoices.set(row.InvoiceNo, newInvoice(row, time, line));
    else
      invoices.set(row.InvoiceNo, {
        ...known,
        time: time < known.time ? time : known.time,
        lines: push(known.lines, line),
      });
  }
  return { invoices: [...invoices.values()], lines };
};

const newInvoice = (row: Row, time: string, line: InvoiceLine): Invoice => ({
  number: row.InvoiceNo,
  customer: row.CustomerID === '' ? undefined : row.CustomerID.replace(/\.0$/, ''),
  country: row.Country,
  time,
  lines: [line],
});

const push = (lines: InvoiceLine[], line: InvoiceLine): InvoiceLine[] => {
  lines.push(line);
  return lines;
};
