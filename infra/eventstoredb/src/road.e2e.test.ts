import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { startStandIn, type StandIn } from './stand-in/server';

interface Profile {
  readonly id: string;
  readonly touchpoints: number;
  readonly identifiers: readonly { readonly value: string }[];
  readonly orders: { readonly count: number; readonly revenue: readonly { readonly amount: string }[] };
}

describe('the whole product on EventStoreDB', () => {
  let server: StandIn;
  let product: Touchstone;
  beforeAll(async () => {
    server = await startStandIn();
    product = await spawnTouchstone({ env: { EVENTSTORE_URL: server.url, LEASE_MS: '2000' } });
  });
  afterAll(async () => {
    await product?.stop();
    await server?.stop();
  });

  const people = 10;
  const send = async (round: number) => {
    const batch = Array.from({ length: people }, (_, person) => ({
      type: 'track',
      event: 'Order Completed',
      messageId: `${round}-${person}`,
      userId: `person-${person}`,
      // Each second person is known by e-mail too, so that two identities become one customer.
      context: person % 2 ? { traits: { email: `person-${person}@example.com` } } : {},
      properties: { order_id: `${round}-${person}`, total: round + 1, currency: 'EUR' },
    }));
    const { status, body } = await product.request<{ accepted: number }>('/v1/batch', {
      headers: { authorization: `Basic ${Buffer.from(`${product.writeKey}:`).toString('base64')}` },
      body: { batch },
    });
    expect({ status, accepted: body.accepted }).toEqual({ status: 200, accepted: people });
  };
  const profile = async (identifier: string) => {
    const found = await product.request<{ items: { id: string }[] }>(`/customers?identifier=${identifier}`);
    const [customer] = found.body.items ?? [];
    return customer && (await product.request<Profile>(`/customers/${customer.id}`)).body;
  };

  it('makes customers of touchpoints, also while the server goes away, and each event is there once', async () => {
    const rounds = 6;
    for (let round = 0; round < rounds; round++) {
      await send(round);
      if (round === 2) await server.restart(1_500);
      if (round === 3) Object.assign(server.faults, { loseAnswers: 3, breakReadsAfter: 2, breakReads: 2 });
    }
    await send(0);
    const sum = (rounds * (rounds + 1)) / 2;
    for (let person = 0; person < people; person++) {
      const found = await eventually(
        `all orders of person ${person}`,
        () => profile(`user_id:person-${person}`),
        (one) => one?.orders.count === rounds,
      );
      expect(found).toMatchObject({
        touchpoints: rounds,
        orders: { revenue: [{ currency: 'EUR', amount: String(sum) }] },
      });
      expect(found?.identifiers).toHaveLength(1 + (person % 2));
    }
    const one = await profile('user_id:person-1');
    expect((await profile('email:person-1@example.com'))?.id).toBe(one?.id);
    // The server never compares payloads: the inbox does.
    await product.request('/v1/track', {
      headers: { authorization: `Basic ${Buffer.from(`${product.writeKey}:`).toString('base64')}` },
      body: { event: 'Changed', messageId: '0-0', userId: 'person-0' },
    });
    await eventually(
      'the same id with another content is a conflict',
      async () => (await product.request<{ items: { conflict: number }[] }>('/repository/receipts')).body,
      ({ items }) => items.some(({ conflict }) => conflict === 1),
      { timeoutMs: 30_000 },
    );
    const facts = server.log.events.filter(({ stream }) => stream.startsWith('identity-'));
    expect(facts).toHaveLength(rounds * people);
  });

  it('refuses to back a log up that lies elsewhere', async () => {
    const { status, body } = await product.request<{ detail: string }>('/admin/backup/log');
    expect({ status, detail: body.detail }).toEqual({
      status: 409,
      detail: expect.stringContaining('back it up there'),
    });
  });
});
