import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Pool } from 'pg';
import { goodRow, history, type Shopper, type Told } from './history';

const write = async (to: Writable, text: string | Buffer): Promise<void> => {
  if (!to.write(text)) await once(to, 'drain');
};

/** Writes a history of so many bytes; answers what is in it. */
export const writeHistory = async (path: string, bytes: number): Promise<Told> => {
  const file = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
  const rows = history(bytes);
  for (let next = rows.next(); ; next = rows.next()) {
    if (!next.done) {
      await write(file, next.value);
      continue;
    }
    file.end();
    await finished(file as unknown as Readable);
    return next.value;
  }
};

const brokenRow = 'R-1;shopper-1;Store Visited;"01.01.2024 00:00:00;1,00;open quote\n';

/** Pours a history of so many bytes into a process: one block of rows over and over, the last of each broken. */
export const pour = async (to: Writable, header: string, bytes: number): Promise<{ read: number; broken: number }> => {
  const rows = Array.from({ length: 4_000 }, (_, row) => goodRow(row + 1));
  const block = Buffer.from(rows.join('') + brokenRow);
  await write(to, `${header}\n`);
  let blocks = 0;
  for (let written = 0; written < bytes; written += block.length) {
    await write(to, block);
    blocks += 1;
  }
  to.end();
  return { read: blocks * (rows.length + 1), broken: blocks };
};

/** What the read models show of every shopper, asked by SQL. */
export const shoppersIn = async (sqlUrl: string): Promise<Map<string, Shopper>> => {
  const pool = new Pool({ connectionString: sqlUrl, max: 1 });
  try {
    const { rows } = await pool.query<{ value: string; touchpoints: string; orders: string; revenue: string | null }>(
      `SELECT i.value, c.touchpoints, c.order_count AS orders, (c.revenue -> 0 ->> 'amount') AS revenue
       FROM analytics.customers c JOIN analytics.customer_identifiers i USING (customer_id)
       WHERE i.type = 'user_id' AND i.value LIKE 'shopper-%'`,
    );
    return new Map(
      rows.map(({ value, touchpoints, orders, revenue }) => [
        value,
        { touchpoints: Number(touchpoints), orders: Number(orders), revenue: Math.round(Number(revenue ?? 0) * 100) },
      ]),
    );
  } finally {
    await pool.end();
  }
};
