import { eventually } from '@touchstone/testing';
import { crashTable, type Trigger } from './crash-table';
import { customersOf, timelineOf } from './load/answers';
import { newSent, send } from './load/sender';
import { expectKept } from './load/settled';
import { peopleOf, tell, type LoadEvent, type Story } from './load/story';
import { Product } from './product/product';

// One data directory lives through every crash, so each test also stands on what the ones before it left behind.
let product: Product;
const sent = newSent();
const ending = new AbortController();
const idOf = async (person: string): Promise<string> => {
  const [customer] = await customersOf(product.request, `user_id:${person}`);
  return customer?.id ?? '';
};

const sendAll = (events: readonly LoadEvent[]) =>
  send({ url: product.url, writeKey: product.writeKey, sent, signal: ending.signal }, events);

/** Asks again and again like a person with a script, until it is answered. */
const untilAnswered = (path: string, body: object, headers: Record<string, string> = {}) =>
  eventually(
    `${path} is answered`,
    () => product.request<{ rule?: string }>(path, { body, headers }),
    ({ status }) => status < 500,
    { pauseMs: 200 },
  );

const merges = (story: Story) => {
  const [one, other] = peopleOf(story) as [string, string];
  const identifiers = [one, other].map((value) => ({ type: 'user_id', value }));
  return untilAnswered(
    '/customers/merge',
    { identifiers, reason: 'the same person' },
    { 'idempotency-key': story.name },
  );
};

/** What the naive fold is told of people whom somebody has merged. */
const asOne = (story: Story) => {
  const [one, other] = peopleOf(story) as [string, string];
  for (const [id, told] of sent.acknowledged)
    if (told.person === other) sent.acknowledged.set(id, { ...told, person: one });
  return eventually(
    'the two are one customer',
    async () => (await idOf(one)) === (await idOf(other)),
    (same) => same,
  );
};

const isForgotten = async (person: string, id: string) => {
  const { body } = await product.request<{ identifiers: unknown[]; traits: object; erased: boolean }>(
    `/customers/${id}`,
  );
  const timeline = await timelineOf(product.request, id);
  const clear = timeline.filter(({ properties, traits }) => properties ?? traits);
  return { ...body, person, clear: clear.length, entries: timeline.length };
};

const triggers: Record<Exclude<Trigger, 'department'>, (story: Story) => Promise<() => Promise<unknown>>> = {
  load: async (story) => {
    const sending = sendAll(tell(story));
    return () => sending;
  },
  merge: async (story) => {
    await sendAll(tell(story));
    await expectKept(product.request, sent);
    const merging = merges(story);
    return async () => {
      expect((await merging).status).toBe(200);
      await asOne(story);
    };
  },
  erasure: async (story) => {
    await sendAll(tell(story));
    await expectKept(product.request, sent);
    const [person] = peopleOf(story) as [string];
    const id = await idOf(person);
    const touchpoints = tell(story).filter(({ told }) => told.person === person).length;
    void product.request(`/customers/${id}/erasure`, { body: { basis: 'asked for it' } }).catch(() => {});
    return async () => {
      // Nobody asks again: the restart finishes what was requested.
      await eventually(
        'the person is forgotten and the sums stay',
        () => isForgotten(person, id),
        (seen) => seen.erased && seen.clear === 0 && seen.identifiers.length === 0 && seen.entries === touchpoints,
        { pauseMs: 100 },
      );
      sent.erased.add(person);
    };
  },
};

beforeAll(async () => {
  // A life that waited out the leases of the one before it would be late for every test.
  product = await Product.prepare({ LEASE_MS: '60000' });
  await product.start({ CRASH_AT: `${crashTable[0]!.point}@SIGUSR2` });
});
afterAll(() => {
  ending.abort();
  return product.remove();
});

it('has every crash point of the product in its table', async () => {
  const other = await Product.prepare();
  const refused = await other.start({ CRASH_AT: 'nowhere' }).then(
    () => '',
    (error: Error) => error.message,
  );
  await other.remove();
  const [, list = ''] = /there are (.*)\./.exec(refused) ?? [];
  expect(list.split(', ').sort()).toEqual(crashTable.map(({ point }) => point).sort());
});

const rows = crashTable.flatMap(({ by, ...row }) => (by === 'department' ? [] : [{ ...row, by }]));

it.each(rows.map((row, index) => ({ ...row, next: rows[index + 1]?.point, index })))(
  'loses nothing and counts nothing twice when killed at $point ($means)',
  async ({ by, next, index }) => {
    const story = { name: `crash${index}`, people: 6, rounds: 1 };
    product.arm();
    const afterwards = await triggers[by](story);
    expect(await product.died()).toBe('SIGKILL');
    await product.start(next ? { CRASH_AT: `${next}@SIGUSR2` } : {});
    await afterwards();
    await expectKept(product.request, sent);
  },
  300_000,
);
