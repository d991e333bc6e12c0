import { randomUUID } from 'node:crypto';
import { customerLinked, mergeInstructed } from '@touchstone/contracts';
import {
  customerIdentity,
  customerProfile,
  customerSales,
  customerTimeline,
  identityPages,
  identityReads,
  openWhenAsked,
  profileReads,
  publishAnalytics,
  timelineReads,
} from '@touchstone/read-models';
import type { RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import {
  customerOf,
  email,
  identityFor,
  openRoad,
  plainEvent,
  timeOf,
  user,
  type Name,
  type Road,
} from './testing/road';

const profile = profileReads(customerProfile.schema);
const timeline = timelineReads(customerTimeline.schema, customerProfile.schema);
const identity = identityReads(customerIdentity.schema, customerTimeline.schema);
const [ann, annMail, bob] = [user('ann'), email('ann'), user('bob')];
const acme: Name = { type: 'group_id', value: 'acme' };
const evidence = randomUUID();
const schemas = {
  profile: customerProfile.schema,
  timeline: customerTimeline.schema,
  identity: customerIdentity.schema,
  customerSales: customerSales.schema,
};
const lists = identityPages(
  customerIdentity.schema,
  openWhenAsked({
    get database() {
      return road.read.pool;
    },
    schemas,
  }),
);
let road: Road;
let running: RunningProjections;

beforeAll(async () => {
  road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  running = await road.run();
  await publishAnalytics(road.read.pool);
  const order = { id: 'o1', amount: '10.50', kind: 'completed' } as const;
  await road.tell(
    { names: [ann, annMail], at: 1, id: evidence, traits: { name: 'Ann Álvarez', note: null } },
    { names: [ann], at: 2, order, organisation: acme, organisationTraits: { name: 'Acme' } },
    { names: [annMail], at: 3, order: { id: 'o1', amount: '0.50', kind: 'refunded' } },
    { names: [bob], at: 4, traits: { name: 'Bob' } },
  );
  const pairs = [{ left: identityFor(ann), right: identityFor(annMail), state: 'linked' as const, evidence }];
  const held = {
    left: identityFor(ann),
    right: identityFor(bob),
    state: 'quarantined' as const,
    rule: 'limit user_id',
    evidence: randomUUID(),
  };
  const decision = {
    customerId: customerOf(ann),
    cause: evidence,
    ruleVersion: 1,
    joined: [{ identity: identityFor(annMail), type: 'email', from: customerOf(annMail) }],
    aliasesAdded: [customerOf(annMail)],
    aliasesRemoved: [],
    pairs: [...pairs, held],
  };
  await road.decide(customerOf(ann), customerLinked(decision));
  const sides = { left: [identityFor(ann)], right: [identityFor(annMail)], by: 'kim', reason: 'said so' };
  const instruction = plainEvent(mergeInstructed(sides), 5);
  const participants = [`left:user_id:${identityFor(ann)}`, `right:email:${identityFor(annMail)}`];
  const told = { ...instruction, metadata: { ...instruction.metadata, participants } };
  await road.passed(running, await road.append(`instruction-${randomUUID()}`, [told]));
});
afterAll(async () => {
  await running.drain();
  await road.close();
});

const json = (text: string | undefined) => JSON.parse(text ?? 'null') as Record<string, unknown>;
const view = async (name: string) =>
  (await road.read.pool.query(`SELECT * FROM analytics.${name}`)).rows as Record<string, unknown>[];

it('reads the profile of a customer, and of what it absorbed', async () => {
  for (const id of [customerOf(ann), customerOf(annMail)])
    expect(json(await profile.profile(road.read.pool, id))).toMatchObject({
      id: customerOf(ann),
      name: 'Ann Álvarez',
      aliases: [customerOf(annMail)],
      identifiers: [
        { type: 'email', value: 'ann@example.com' },
        { type: 'user_id', value: 'ann' },
      ],
      touchpoints: 3,
      firstSeenAt: timeOf(1),
      lastSeenAt: timeOf(3),
      orders: {
        count: 1,
        revenue: [{ currency: 'EUR', amount: '10' }],
        grossRevenue: [{ currency: 'EUR', amount: '10.5' }],
      },
    });
  expect(await profile.survivorOf(road.read.pool, customerOf(annMail))).toBe(customerOf(ann));
});

it('finds by identity and by name', async () => {
  expect(json(await profile.profileOfIdentity(road.read.pool, identityFor(annMail)))).toMatchObject({
    id: customerOf(ann),
  });
  expect((await profile.search(road.read.pool, 'alvarez', undefined, 9)).map(({ id }) => id)).toEqual([
    customerOf(ann),
  ]);
});

it('reads the timeline, each fact once, as it was known at a position', async () => {
  const page = await timeline.page(road.read.pool, customerOf(ann), {}, undefined, 9);
  expect(page.map(({ item }) => json(item))).toMatchObject([
    {
      type: 'touchpoint.order.refunded',
      order: { id: 'o1', amount: '0.50', currency: 'EUR' },
      occurredAt: timeOf(3),
      role: 'subject',
    },
    {
      type: 'touchpoint.order.completed',
      name: 'Order completed',
      properties: { page: 'plain' },
      kind: 'track',
      channel: 'web',
    },
    { id: evidence, type: 'touchpoint.interaction.recorded', traits: { name: 'Ann Álvarez', note: null }, order: null },
  ]);
  const { rows } = await road.read.pool.query<{ position: string }>(
    `SELECT position FROM ${customerTimeline.schema}.entries WHERE event_id = $1`,
    [evidence],
  );
  const known = await timeline.page(road.read.pool, customerOf(ann), { knownUpTo: rows[0]?.position }, undefined, 9);
  expect(known.map(({ id }) => id)).toEqual([evidence]);
});

it('reads the identity graph with the evidence of each link', async () => {
  expect(json(await identity.graph(road.read.pool, customerOf(ann)))).toMatchObject({
    identities: [
      { type: 'email', value: 'ann@example.com' },
      { type: 'user_id', value: 'ann' },
    ],
    aliases: [customerOf(annMail)],
    pairs: expect.arrayContaining([
      expect.objectContaining({ state: 'linked', evidence: { eventId: evidence, occurredAt: timeOf(1) } }),
    ]),
    memberships: [{ person: identityFor(ann), organisation: { customerId: customerOf(acme), value: 'acme' } }],
    instructions: [{ kind: 'merge', by: 'kim', reason: 'said so', at: timeOf(5) }],
  });
  const [held] = await lists.quarantine(undefined, 9);
  expect(json(held?.item)).toMatchObject({
    left: { value: 'ann' },
    right: { value: 'bob', customerId: customerOf(bob) },
    rule: 'limit user_id',
  });
  const [member] = await identity.memberships(road.read.pool, customerOf(acme), undefined, 9);
  expect(json(member?.item)).toMatchObject({ person: { customerId: customerOf(ann) } });
});

it('shows the same by SQL', async () => {
  expect(await view('customers')).toHaveLength(3);
  expect(await view('orders')).toMatchObject([
    { order_id: 'o1', customer_id: customerOf(ann), amount: '10.50', cancelled: false },
  ]);
  expect(await view('refunds')).toMatchObject([{ order_id: 'o1', customer_id: customerOf(ann), amount: '0.50' }]);
  const of = (id: string) => (row: Record<string, unknown>) => row['customer_id'] === id;
  const rows = await view('timeline');
  expect([ann, bob, acme].map((name) => rows.filter(of(customerOf(name))).length)).toEqual([3, 1, 1]);
  expect(await view('memberships')).toMatchObject([
    { person_customer_id: customerOf(ann), organisation_customer_id: customerOf(acme) },
  ]);
  expect(await view('quarantine')).toMatchObject([
    { left_customer_id: customerOf(ann), right_customer_id: customerOf(bob) },
  ]);
});

it('shows by SQL what a refund of the whole order gave back', async () => {
  const order = { id: 'o9', currency: 'EUR' };
  const whole = { id: 'o9', amount: '0', currency: 'XXX', kind: 'refunded', whole: true } as const;
  await road.tell(
    { names: [bob], at: 6, order: { ...order, amount: '20', kind: 'completed' } },
    { names: [bob], at: 7, order: { ...order, amount: '4.5', kind: 'refunded' } },
    { names: [bob], at: 8, order: whole },
    { names: [bob], at: 9, order: whole },
  );
  await road.passed(running, road.end());
  const given = (await view('refunds')).filter((row) => row['order_id'] === 'o9');
  expect(given.map(({ amount, currency }) => `${String(amount)} ${String(currency)}`).sort()).toEqual([
    '0 EUR',
    '15.5 EUR',
    '4.5 EUR',
  ]);
  expect(json(await profile.profile(road.read.pool, customerOf(bob)))).toMatchObject({
    orders: { revenue: [{ currency: 'EUR', amount: '0' }], grossRevenue: [{ currency: 'EUR', amount: '20' }] },
  });
});

it('shows nothing of what was erased, nor finds anybody by it', async () => {
  await road.passed(running, await road.erase(ann, annMail));
  const { rows: views } = await road.read.pool.query<{ name: string }>(
    `SELECT viewname AS name FROM pg_views WHERE schemaname = 'analytics'`,
  );
  expect(views.length).toBeGreaterThan(7);
  const shown = await Promise.all([
    ...views.map(({ name }) => view(name)),
    profile.profile(road.read.pool, customerOf(ann)),
    timeline.page(road.read.pool, customerOf(ann), {}, undefined, 9),
    identity.graph(road.read.pool, customerOf(ann)),
    lists.quarantine(undefined, 9),
  ]);
  expect(JSON.stringify(shown)).not.toMatch(/lvarez|ann@example|"ann"|said so/);
  expect(await profile.profileOfIdentity(road.read.pool, identityFor(annMail))).toBeUndefined();
  expect(await profile.search(road.read.pool, 'alvarez', undefined, 9)).toEqual([]);
  expect(json(await profile.profile(road.read.pool, customerOf(ann)))).toMatchObject({
    erased: true,
    orders: { count: 1 },
  });
});
