import { randomUUID } from 'node:crypto';
import { customerIdOf } from '@touchstone/contracts';
import { customerIdentity } from '@touchstone/read-models';
import { testDatabase } from '@touchstone/testing';
import { seedCustomer, seededActivity, seededNothing, seedEntry } from './testing/seeded.tables';
import { named, startedQueryApi, type StartedQueryApi } from './testing/started.tables';

let api: StartedQueryApi;
const road = {
  repository: { inbox: {}, resolver: '100', head: '100', parked: [] },
  projections: { slots: {}, levelAt: '2026-03-01T00:00:00.000Z' },
};
beforeAll(async () => (api = await startedQueryApi(await testDatabase(), road)));
afterAll(() => api.close());

describe('a customer', () => {
  const absorbed = customerIdOf(named('user_id', 'absorbed').identity);
  let ann: string;
  beforeAll(async () => {
    ann = await seedCustomer(api.pool, {
      identities: [
        named('user_id', 'ann'),
        named('email', 'ann@example.com'),
        { identity: named('phone', '+442079460018').identity, type: 'phone' },
      ],
      name: 'Ann Álvarez',
      aliases: [absorbed],
    });
  });

  it('answers with its profile', async () => {
    const { status, body, headers } = await api.call(`/customers/${ann}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toEqual({
      id: ann,
      aliases: [absorbed],
      kind: 'person',
      name: 'Ann Álvarez',
      traits: { plan: 'trial', note: null },
      identifiers: [
        { type: 'user_id', value: 'ann' },
        { type: 'email', value: 'ann@example.com' },
      ],
      firstSeenAt: '2026-01-02T03:04:05.678Z',
      lastSeenAt: '2026-02-03T04:05:06.000Z',
      touchpoints: 3,
      channels: ['web', 'store'],
      activity: seededActivity,
      email: { engagedAt: '2026-02-03T04:05:06.000Z', unsubscribedAt: null, bouncedAt: null },
      conversations: { count: 1, lastAt: '2026-01-06T00:00:00.000Z' },
      orders: {
        count: 1,
        revenue: [{ currency: 'GBP', amount: '7.50' }],
        grossRevenue: [{ currency: 'GBP', amount: '10.00' }],
      },
      ...seededNothing,
    });
  });

  it('answers under the id that it absorbed, with its own id', async () => {
    for (const part of ['', '/identity'])
      expect(await api.call(`/customers/${absorbed}${part}`)).toMatchObject({ status: 200, body: { id: ann } });
    expect(await api.call(`/customers/${absorbed}/timeline`)).toMatchObject({ status: 200 });
    expect((await api.call(`/customers/${ann.toUpperCase()}`)).body.id).toBe(ann);
  });

  it.each(['', '/timeline', '/identity'])('that nobody knows is a 404 at %s', async (part) => {
    expect(await api.call(`/customers/${randomUUID()}${part}`)).toMatchObject({
      status: 404,
      body: { type: 'urn:touchstone:problem:customer-unknown' },
    });
  });

  it.each([
    ['user_id:ann', 1],
    ['email: ANN@Example.com ', 1],
    ['user_id:nobody', 0],
    ['phone:%2B44 20 7946 0018', 0],
  ])('is found by %s: %d (an erased value finds nobody)', async (identifier, found) => {
    const { status, body } = await api.call(`/customers?identifier=${identifier}`);
    expect({ status, found: body.items.length, next: body.next }).toEqual({ status: 200, found, next: null });
  });

  it('shows its identities, pairs, memberships and instructions', async () => {
    const [left, right, company] = [
      named('email', 'ann@example.com').identity,
      named('user_id', 'ann').identity,
      named('group_id', 'acme').identity,
    ];
    const evidence = randomUUID();
    const s = customerIdentity.schema;
    await seedEntry(api.pool, { identity: left, id: evidence, at: '2026-01-01T00:00:00Z', position: '001' });
    await api.pool.query(
      `INSERT INTO ${s}.pairs VALUES ($1, $2, 'linked', NULL, $3, $3, '2026-01-02', '002'),
         ($1, '${'f'.repeat(32)}', 'quarantined', 'limit email', $4, $3, '2026-01-03', '003')`,
      [left, right, evidence, randomUUID()],
    );
    await api.pool.query(`INSERT INTO ${s}.memberships VALUES ($1, $2, '2026-01-02', '2026-01-04')`, [right, company]);
    await api.pool.query(`INSERT INTO ${s}.identity_customer VALUES ($1, 'group_id', $2)`, [
      company,
      customerIdOf(company),
    ]);
    await api.pool.query(
      `INSERT INTO ${s}.instructions VALUES ($1, 'merge', $2, $3, 'kim', 'same person', '2026-01-02', '002', $4, false)`,
      [randomUUID(), [left], [right], left],
    );
    const { body } = await api.call(`/customers/${ann}/identity`);
    expect(body).toMatchObject({
      id: ann,
      aliases: [absorbed],
      pairs: expect.arrayContaining([
        expect.objectContaining({
          left,
          right,
          state: 'linked',
          evidence: { eventId: evidence, occurredAt: '2026-01-01T00:00:00.000Z' },
        }),
        expect.objectContaining({ state: 'quarantined', rule: 'limit email' }),
      ]),
      memberships: [
        {
          person: right,
          organisation: { identity: company, type: 'group_id', value: null, customerId: customerIdOf(company) },
        },
      ],
      instructions: [{ kind: 'merge', by: 'kim', reason: 'same person', left: [left], right: [right] }],
    });
    expect(body.identities).toHaveLength(3);
    expect(body.identities).toContainEqual({
      identity: named('phone', '+442079460018').identity,
      type: 'phone',
      value: null,
    });
    for (const id of [ann, customerIdOf(company)])
      expect((await api.call(`/customers/${id}/memberships`)).body.items).toMatchObject([
        { person: { customerId: ann } },
      ]);
    expect((await api.call('/identity/quarantine')).body).toMatchObject({
      items: [{ left: { value: 'ann@example.com', customerId: ann }, right: { value: null }, rule: 'limit email' }],
      next: null,
    });
  });
});

describe('names', () => {
  const names = ['José Álvarez', 'Jose Maria Alvarez', 'Joselito Alvarezzi', '田中太郎', 'José Álvarez'];
  const ids: string[] = [];
  beforeAll(async () => {
    for (const [at, name] of names.entries())
      ids.push(await seedCustomer(api.pool, { identities: [named('user_id', `named-${at}`)], name }));
  });
  const search = async (q: string, limit = 50) => {
    const found: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call(`/customers?q=${encodeURIComponent(q)}&limit=${limit}${cursor}`);
      found.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
    return found;
  };

  it.each([50, 1, 2])('are ranked by whole words, then length, in pages of %d', async (limit) => {
    expect(await search('JOSE alvarez', limit)).toEqual([
      'José Álvarez',
      'José Álvarez',
      'Jose Maria Alvarez',
      'Joselito Alvarezzi',
    ]);
  });
  it('are found by pairs of characters in scripts without spaces', async () => {
    expect(await search('中太')).toEqual(['田中太郎']);
    expect(await search('太')).toEqual(['田中太郎']);
    expect(await search('田郎')).toEqual([]);
  });
  it('are data, whatever they contain', async () => {
    expect(await search(`'; DROP TABLE customers; --`)).toEqual([]);
    expect(await search('%')).toEqual([]);
    expect(await search('\0')).toEqual([]);
  });
});

describe('a timeline', () => {
  const [one, other] = [named('user_id', 'many'), named('email', 'many@example.com')];
  const event = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
  const day = (at: number) => `2026-01-${String(at).padStart(2, '0')}T00:00:00.000Z`;
  let id: string;
  beforeAll(async () => {
    id = await seedCustomer(api.pool, { identities: [one, other] });
    for (let at = 1; at <= 9; at++) {
      const entry = {
        id: event(at),
        at: day(Math.ceil(at / 2)),
        position: `00${at}`,
        ...(at === 8 && { meaning: 'live_chat_message_sent', conversation: 'c-8' }),
        ...(at === 3 && { order: 'o-3', channel: 'store', name: 'Bought' }),
      };
      if (at % 3 !== 1)
        await seedEntry(api.pool, { ...entry, identity: one.identity, role: at % 3 === 0 ? 'payer' : 'subject' });
      if (at % 3 !== 2) await seedEntry(api.pool, { ...entry, identity: other.identity });
    }
  });
  const all = async (filter = '', limit = 50) => {
    const found: { id: string; role: string }[] = [];
    let cursor = '';
    do {
      const { status, body } = await api.call(`/customers/${id}/timeline?limit=${limit}${filter}${cursor}`);
      expect(status).toBe(200);
      found.push(...body.items);
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
    return found;
  };
  const numbers = async (filter?: string, limit?: number) =>
    (await all(filter, limit)).map((entry) => Number(entry.id.slice(-3)));

  it.each([50, 1, 2, 4])('shows each fact once, newest first, in pages of %d', async (limit) => {
    expect(await numbers('', limit)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
  it('shows a fact that names several identities in its strongest role', async () => {
    expect((await all()).every(({ role }) => role === 'subject')).toBe(true);
    expect(await numbers('&role=payer')).toEqual([9, 6, 3]);
  });
  it.each([
    ['&channel=store', [3]],
    ['&name=Bought', [3]],
    ['&order=o-3', [3]],
    ['&meaning=live_chat_message_sent&conversation=c-8', [8]],
    ['&type=touchpoint.order.completed', []],
    [`&from=${day(3)}&to=${day(4)}`, [6, 5]],
    ['&from=2026-01-03&to=2026-01-04', [6, 5]],
    ['&from=2026-01-03T01:00:00%2B01:00&to=2026-01-04', [6, 5]],
    ['&knownAt=2026-01-01T00:00:00Z', [3, 2, 1]],
    ['&knownAt=2026-02-01T00:00:00Z&channel=store', [3]],
  ])('is filtered by %s', async (filter, expected) => {
    expect(await numbers(filter)).toEqual(expected);
    expect(await numbers(filter, 1)).toEqual(expected);
  });
  it('carries the order', async () => {
    expect((await all('&channel=store'))[0]).toMatchObject({
      order: { source: 'shop', id: 'o-3', amount: '12.50', currency: 'GBP' },
    });
  });
});

it('writes no personal data to its log', () => {
  expect(api.logged.join('')).not.toMatch(/ann@example|Álvarez|DROP TABLE/);
});
