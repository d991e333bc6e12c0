import { partitionCount, partitionOf } from '@touchstone/contracts';
import { eventually } from '@touchstone/testing';
import { customersOf } from './load/answers';
import { newSent, send } from './load/sender';
import { untilEqual } from './load/settled';
import { tell, type LoadEvent, type Told } from './load/story';
import { plantPoison } from './product/plant';
import { Product } from './product/product';

let product: Product;
beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
});
afterAll(() => product.remove());

const sendAll = async (events: readonly LoadEvent[]): Promise<Told[]> => {
  const sent = newSent();
  await send({ url: product.url, writeKey: product.writeKey, sent, batch: 1, atOnce: 1 }, events);
  return [...sent.acknowledged.values()];
};

interface Parked {
  readonly id: string;
  readonly event: string | null;
  readonly key: string;
  readonly state: string;
  readonly reason: string;
}
const parked = async (): Promise<readonly Parked[]> =>
  (await product.request<{ items: Parked[] }>('/repository/parked')).body.items;

const identitiesOf = async (identifier: string) => {
  const [customer] = await customersOf(product.request, identifier);
  const { body } = await product.request<{ identities: { identity: string; type: string }[] }>(
    `/customers/${customer?.id}/identity`,
  );
  return body.identities;
};

const visit = (person: string, mark: string, at: string): LoadEvent => ({
  messageId: mark,
  message: { type: 'track', event: 'Visited', userId: person, messageId: mark, timestamp: at, properties: { mark } },
  told: { person, mark, at },
});

it('parks a poison event, lets its key wait and nobody else, and goes on in order when it is repaired', async () => {
  const before = await sendAll([visit('poisoned', 'v1', '2026-01-05T10:00:00.000Z')]);
  await untilEqual(product.request, before);
  const [{ identity: key } = { identity: '' }] = await identitiesOf('user_id:poisoned');
  const poison = await plantPoison(product, key);
  const behind = await sendAll([
    visit('poisoned', 'v3', '2026-01-05T10:00:02.000Z'),
    visit('poisoned', 'v4', '2026-01-05T10:00:03.000Z'),
  ]);
  const others = await sendAll(tell({ name: 'unpoisoned', people: 4, rounds: 1 }));
  await untilEqual(product.request, [...before, ...others]);
  const waiting = await eventually('the key is parked', parked, (items) => items.length === 3);
  expect(waiting.map(({ state, reason }) => [state, reason])).toEqual([
    ['open', 'unparsable-metadata'],
    ['waiting', expect.any(String)],
    ['waiting', expect.any(String)],
  ]);
  expect(waiting[0]).toMatchObject({ event: poison, key });

  const told = { person: 'poisoned', mark: 'v2', at: '2026-01-05T10:00:01.000Z' };
  const identifiers = [{ type: 'user_id', value: 'poisoned' }];
  const data = { kind: 'track', channel: 'server', name: 'Repaired', identifiers, properties: { mark: told.mark } };
  const { status } = await product.request(`/repository/parked/${waiting[0]?.id}/repair`, {
    body: { time: told.at, data },
  });
  expect(status).toBe(202);
  await untilEqual(product.request, [...before, told, ...behind, ...others]);
  expect(await parked()).toEqual([]);
});

const pairs = Array.from({ length: 12 }, (_, index) => {
  const [userId, anonymousId, email, card] = [`u${index}`, `a${index}`, `e${index}@example.org`, `card-${index}`];
  const beside = { timestamp: '2026-01-06T10:00:00.000Z' };
  const identify = (messageId: string, message: object): Record<string, unknown> => ({
    type: 'identify',
    messageId: `${messageId}-${index}`,
    ...beside,
    ...message,
  });
  return {
    userId,
    email,
    people: [identify('one', { userId, anonymousId }), identify('other', { traits: { email, loyaltyCard: card } })],
    // The first is a fact of the user id, the second one of the e-mail address.
    links: [
      identify('from-user', { userId, traits: { email } }),
      identify('from-mail', { anonymousId, traits: { email } }),
    ],
  };
});

const post = async (batch: readonly object[]) => {
  const authorization = `Basic ${Buffer.from(`${product.writeKey}:`).toString('base64')}`;
  const { status } = await product.request('/v1/batch', { headers: { authorization }, body: { batch } });
  expect(status).toBe(200);
};

it('joins the same people once when two partitions say so at the same moment', async () => {
  await post(pairs.flatMap(({ people }) => people));
  await Promise.all(pairs.flatMap(({ links }) => links.map((link) => post([link]))));
  let apart = 0;
  for (const { userId, email } of pairs) {
    const [one, other] = await eventually(
      `${userId} and ${email} are one customer with four touchpoints`,
      async () => [
        await customersOf(product.request, `user_id:${userId}`),
        await customersOf(product.request, `email:${email}`),
      ],
      ([ones, others]) => ones?.[0]?.touchpoints === 4 && others?.[0]?.id === ones[0].id,
    );
    expect([one, other].map((found) => found?.length)).toEqual([1, 1]);
    const identities = await identitiesOf(`user_id:${userId}`);
    expect(identities.map(({ type }) => type).sort()).toEqual(['anonymous_id', 'email', 'loyalty_card', 'user_id']);
    const [user, mail] = ['user_id', 'email'].map((type) =>
      partitionOf(identities.find((identity) => identity.type === type)?.identity ?? '', partitionCount),
    );
    if (user !== mail) apart += 1;
  }
  expect(apart).toBeGreaterThan(pairs.length / 2);
});
