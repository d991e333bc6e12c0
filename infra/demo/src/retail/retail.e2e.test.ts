import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, spawnService, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { foldShop, type NaiveCustomer, type NaiveShop } from './naive-fold';
import { retailFolder } from './retail-folder';

const folder = retailFolder();
const withData = existsSync(folder) ? describe : describe.skip;
const tool = resolve(__dirname, '../../dist/retail/main.js');
const minutes = 60_000;

interface Receipt {
  received: number;
  stored: number;
  duplicate: number;
  conflict: number;
  rejected: number;
}
interface Money {
  currency: string;
  amount: string;
}
interface Profile {
  id: string;
  identifiers: { type: string; value: string }[];
  firstSeenAt: string;
  lastSeenAt: string;
  touchpoints: number;
  orders: { count: number; revenue: Money[]; grossRevenue: Money[] };
}
interface Entry {
  type: string;
  name: string | null;
  channel: string;
  occurredAt: string;
  order: { id: string; amount: string; currency: string } | null;
  properties: unknown;
}
interface Page<Item> {
  items: Item[];
  next: string | null;
}

const send = async ({ url, writeKey }: Touchstone, data: string, ...args: string[]): Promise<string> => {
  const sender = await spawnService(tool, { args: ['--data', data, '--url', url, '--write-key', writeKey, ...args] });
  const { code } = await sender.exited;
  if (code !== 0) throw new Error(`The sender ended with ${code}: ${sender.output()}`);
  return sender.output();
};

const receipt = async (touchstone: Touchstone): Promise<Receipt> => {
  const { status, body } = await touchstone.request<Page<Receipt>>('/repository/receipts');
  if (status !== 200) throw new Error(`Receipts answered ${status}: ${JSON.stringify(body)}`);
  const sum = (of: keyof Receipt) => body.items.reduce((total, item) => total + item[of], 0);
  const [received, stored, duplicate] = [sum('received'), sum('stored'), sum('duplicate')];
  return { received, stored, duplicate, conflict: sum('conflict'), rejected: sum('rejected') };
};

/** How many touchpoints the gateway said 200 to. An SDK that waited too long for an answer sends again, so it may be more than were made. */
const accepted = async ({ url, apiKey }: Touchstone): Promise<number> => {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
  const samples = (await response.text()).matchAll(/^touchstone_ingest_accepted_total(?:\{[^}]*\})? (\d+)/gm);
  return [...samples].reduce((total, [, value]) => total + Number(value), 0);
};

/** Each accepted touchpoint has become one of stored, duplicate, conflict or rejected. */
const settled = async (touchstone: Touchstone, made: number): Promise<Omit<Receipt, 'received'>> => {
  const { counts } = await eventually(
    `at least ${made} touchpoints, and all that were accepted, have their receipt`,
    async () => ({ counts: await receipt(touchstone), accepted: await accepted(touchstone) }),
    (seen) => seen.accepted >= made && seen.counts.received === seen.accepted,
    { timeoutMs: 15 * minutes, pauseMs: 250 },
  );
  const { received, duplicate, ...rest } = counts;
  return { ...rest, duplicate: duplicate - (received - made) };
};

const inParallel = async <In, Out>(items: readonly In[], one: (item: In) => Promise<Out>): Promise<Out[]> => {
  const results: Out[] = [];
  const width = 16;
  for (let from = 0; from < items.length; from += width)
    results.push(...(await Promise.all(items.slice(from, from + width).map(one))));
  return results;
};

const profileOf = async (touchstone: Touchstone, customer: string): Promise<Profile> => {
  const { body } = await touchstone.request<Page<Profile>>(`/customers?identifier=user_id:${customer}`);
  if (body.items.length !== 1) throw new Error(`Customer ${customer} was found ${body.items.length} times.`);
  return body.items[0] as Profile;
};

// Ids and times of recording differ from run to run, and so does the order of what happened in the same minute.
const lineOf = ({ type, name, channel, occurredAt, order, properties }: Entry): string => {
  const content = createHash('sha256').update(JSON.stringify(properties)).digest('hex');
  return [occurredAt, type, name, channel, order?.id, order?.amount, order?.currency, content].join(' ');
};

const timelineOf = async (touchstone: Touchstone, id: string): Promise<string[]> => {
  const entries: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const { body } = await touchstone.request<Page<Entry>>(`/customers/${id}/timeline?limit=200${cursor}`);
    entries.push(...body.items.map(lineOf));
    next = body.next;
  }
  return entries.sort();
};

/** Everything that the product says of every known customer, its own ids aside. */
const answers = async (touchstone: Touchstone, customers: string[]) =>
  new Map(
    await inParallel(customers, async (customer) => {
      const { id, ...profile } = await profileOf(touchstone, customer);
      return [customer, { profile, timeline: await timelineOf(touchstone, id) }] as const;
    }),
  );
type Answers = Awaited<ReturnType<typeof answers>>;

const pounds = (thousandths: bigint): string => {
  const digits = thousandths.toString().replace('-', '').padStart(4, '0');
  const text = `${thousandths < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
  return text.replace(/\.?0+$/, '');
};
const plain = (amount: string | undefined): string => (amount ?? '0').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
const sterling = (amounts: Money[]): string => plain(amounts.find(({ currency }) => currency === 'GBP')?.amount);
const instant = (date: string): string => new Date(`${date.replace(' ', 'T')}Z`).toISOString();

const expected = (customer: NaiveCustomer) => ({
  orders: customer.orders,
  gross: pounds(customer.grossThousandths),
  net: pounds(customer.netThousandths),
  touchpoints: customer.touchpoints,
  first: instant(customer.first),
  last: instant(customer.last),
  times: [...customer.invoices.values()].map(instant).sort(),
});

const seen = ({ profile, timeline }: { profile: Omit<Profile, 'id'>; timeline: string[] }) => ({
  orders: profile.orders.count,
  gross: sterling(profile.orders.grossRevenue),
  net: sterling(profile.orders.revenue),
  touchpoints: profile.touchpoints,
  first: profile.firstSeenAt,
  last: profile.lastSeenAt,
  times: timeline.map((line) => line.split(' ')[0]),
});

const differences = (shop: NaiveShop, found: Answers) =>
  [...shop.customers].flatMap(([customer, naive]) => {
    const [want, have] = [expected(naive), seen(found.get(customer) as never)];
    return JSON.stringify(want) === JSON.stringify(have) ? [] : [{ customer, want, have }];
  });

const sampleEvery = 200;

/** Some customers first, because asking for all of them again and again would keep the product from getting there. */
const allAnswers = async (touchstone: Touchstone, shop: NaiveShop): Promise<Answers> => {
  const all = [...shop.customers];
  const sample = { ...shop, customers: new Map(all.filter((_, index) => index % sampleEvery === 0)) };
  let found: Answers = new Map();
  for (const part of [sample, shop])
    await eventually(
      'every profile and timeline is there',
      async () => (found = await answers(touchstone, [...part.customers.keys()].sort())),
      (seen) => differences(part, seen).length === 0,
      { timeoutMs: 10 * minutes, pauseMs: 1000 },
    );
  return found;
};

const comparable = (found: Answers) =>
  [...found].map(([customer, { profile, timeline }]) => ({ customer, profile, timeline }));

withData('a year of a real shop', () => {
  const shop = existsSync(folder) ? foldShop(folder) : undefined;
  const again = mkdtempSync(join(tmpdir(), 'touchstone-retail-'));
  let inOrder: Answers;
  let touchstone: Touchstone;
  afterEach(() => touchstone?.stop());
  afterAll(() => rmSync(again, { recursive: true }));

  it(
    'reconciles every invoice with a naive fold, and a second sending changes nothing',
    async () => {
      touchstone = await spawnTouchstone();
      await send(touchstone, folder);
      expect(await settled(touchstone, 25_900)).toEqual({
        stored: 25_900,
        duplicate: 0,
        conflict: 0,
        rejected: 0,
      });
      inOrder = await allAnswers(touchstone, shop as NaiveShop);
      expect(inOrder.size).toBe(4_372);

      for (const month of ['2010-12', '2011-12'])
        symlinkSync(resolve(folder, `${month}.csv.gz`), join(again, `${month}.csv.gz`));
      const { invoices, customers } = foldShop(again);
      expect(invoices.size).toBeGreaterThan(2_000);
      await send(touchstone, again);
      expect(await settled(touchstone, 25_900 + invoices.size)).toEqual({
        stored: 25_900,
        duplicate: invoices.size,
        conflict: 0,
        rejected: 0,
      });
      for (const [customer, found] of await answers(touchstone, [...customers.keys()]))
        expect({ customer, found }).toEqual({ customer, found: inOrder.get(customer) });
    },
    20 * minutes,
  );

  it(
    'gives the same customers when two processes send everything twice, shuffled',
    async () => {
      touchstone = await spawnTouchstone();
      await Promise.all(['11', '12'].map((seed) => send(touchstone, folder, '--shuffle', seed)));
      expect(await settled(touchstone, 51_800)).toEqual({
        stored: 25_900,
        duplicate: 25_900,
        conflict: 0,
        rejected: 0,
      });
      expect(comparable(await allAnswers(touchstone, shop as NaiveShop))).toEqual(comparable(inOrder));
    },
    20 * minutes,
  );
});
