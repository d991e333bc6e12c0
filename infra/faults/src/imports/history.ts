/** A history of a shop as CSV, made row by row from its number: what a naive program knows of it without reading it. */
export const columns = 'receipt;customer;what;at;amount;note';
export const mapping = {
  csv: { delimiter: ';' },
  event: '{what}',
  identity: { user_id: '{customer}' },
  time: { column: 'at', format: 'dd.MM.yyyy HH:mm:ss', zone: 'Europe/Zurich' },
  money: { amount: '{amount}', decimal: ',', currency: 'CHF' },
  properties: { order_id: '{receipt}', note: '{note}' },
};

const customers = 400;
const filler = 'x'.repeat(900);
const two = (value: number): string => String(value).padStart(2, '0');

const isOrder = (row: number): boolean => row % 5 === 0;
const centsOf = (row: number): number => 100 + (row % 9_000);
const customerOf = (row: number): string => `shopper-${row % customers}`;

/** About 1 KB; every hundredth note holds quotes and a line break. */
export const goodRow = (row: number): string => {
  const cents = centsOf(row);
  const at = `${two(1 + (row % 28))}.${two(1 + (row % 12))}.2024 ${two(row % 24)}:${two(row % 60)}:00`;
  const note = row % 100 === 7 ? `"said ""yes"";\n${filler}"` : filler;
  return `R-${row};${customerOf(row)};${isOrder(row) ? 'Order Completed' : 'Store Visited'};${at};${Math.floor(cents / 100)},${two(cents % 100)};${note}\n`;
};

/** What no event can be made of, by its reason. */
const badRows = {
  'broken-quotes': 'R-1;shopper-1;Store Visited;"01.01.2024 00:00:00;1,00;open quote\n',
  'wrong-number-of-columns': 'R-1;shopper-1;Store Visited\n',
  'invalid-time': 'R-1;shopper-1;Store Visited;31.02.2024 00:00:00;1,00;\n',
  'invalid-money': 'R-1;shopper-1;Store Visited;01.01.2024 00:00:00;1.00;\n',
  'missing-identifier': 'R-1;;Store Visited;01.01.2024 00:00:00;1,00;\n',
} as const;
const reasons = Object.keys(badRows) as (keyof typeof badRows)[];

export interface Shopper {
  readonly touchpoints: number;
  readonly orders: number;
  /** In cents. */
  readonly revenue: number;
}

export interface Told {
  readonly good: number;
  readonly bad: Readonly<Record<string, number>>;
  /** Line -> reason. */
  readonly badLines: ReadonlyMap<number, string>;
  readonly shoppers: ReadonlyMap<string, Shopper>;
}

/** Every 997th row is bad, and every 499th is an exact repeat of the row before it, which counts too. */
export const history = function* (bytes: number): Generator<string, Told> {
  const shoppers = new Map<string, { touchpoints: number; orders: number; revenue: number }>();
  const orders = new Set<number>();
  const bad: Record<string, number> = {};
  const badLines = new Map<number, string>();
  let good = 0;
  let line = 2;
  let written = columns.length + 1;
  yield `${columns}\n`;
  for (let number = 1; written < bytes; number++) {
    const reason = number % 997 === 0 ? reasons[(number / 997) % reasons.length]! : undefined;
    const row = number % 499 === 0 ? number - 1 : number;
    const text = reason ? badRows[reason] : goodRow(row);
    if (reason) {
      bad[reason] = (bad[reason] ?? 0) + 1;
      badLines.set(line, reason);
    } else {
      good += 1;
      const shopper = shoppers.get(customerOf(row)) ?? { touchpoints: 0, orders: 0, revenue: 0 };
      shopper.touchpoints += 1;
      // An order that is told twice is one order.
      if (isOrder(row) && !orders.has(row)) {
        orders.add(row);
        shopper.orders += 1;
        shopper.revenue += centsOf(row);
      }
      shoppers.set(customerOf(row), shopper);
    }
    yield text;
    written += text.length;
    line += text.split('\n').length - 1;
  }
  return { good, bad, badLines, shoppers };
};
