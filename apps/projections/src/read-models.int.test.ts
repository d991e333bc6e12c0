import { randomUUID } from 'node:crypto';
import { customerLinked, customerMerged, customerSplit, mergeInstructed } from '@touchstone/contracts';
import { requestRepairs, type RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import { liveProjections } from './live-projections';
import {
  customerOf,
  email,
  identityFor,
  openRoad,
  touchpoint,
  plainEvent,
  timeOf,
  user,
  type Name,
  type Road,
} from './testing/road';
import { allRows, deleteReadModels, rowsOf } from './testing/rows';

let road: Road;
let running: RunningProjections;
beforeEach(async () => {
  road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  running = await road.run();
});
afterEach(async () => {
  await running.drain();
  await road.close();
  expect(road.spoiled).toEqual([]);
});

const ann = user('ann');
const annMail = email('ann');
const bob = user('bob');
const acme: Name = { type: 'group_id', value: 'acme' };

const customer = async (id: string) => {
  const rows = await rowsOf(road.read, 'customer_profile_v1.customers');
  return rows.find((row) => row['id'] === id);
};
const joined = (into: Name, ...others: Name[]) => ({
  customerId: customerOf(into),
  cause: randomUUID(),
  ruleVersion: 1,
  joined: others.map((other) => ({ identity: identityFor(other), type: other.type, from: customerOf(other) })),
  aliasesAdded: others.map(customerOf),
  aliasesRemoved: [] as string[],
  pairs: others.map((other) => ({
    left: identityFor(into),
    right: identityFor(other),
    state: 'linked' as const,
    evidence: randomUUID(),
  })),
});
const rebuilt = async () => {
  await running.drain();
  const live = await allRows(road.read);
  await deleteReadModels(road.read);
  running = await road.run();
  await road.passed(running, road.end());
  return { live, again: await allRows(road.read) };
};

describe('a customer of one identity', () => {
  it('is materialised with traits, times, channels and orders', async () => {
    const position = await road.tell(
      { names: [ann], at: 10, traits: { firstName: 'Ann', lastName: 'Lee', city: 'Oslo' } },
      { names: [ann], at: 5, traits: { city: 'Rome', age: 3 } },
      { names: [ann], at: 20, order: { id: 'o1', amount: '10.50', kind: 'completed' } },
      { names: [ann], at: 21, order: { id: 'o1', amount: '0.50', kind: 'refunded' } },
      { names: [ann], at: 22, order: { id: 'o2', amount: '7', kind: 'completed' } },
      { names: [ann], at: 23, order: { id: 'o2', amount: '7', kind: 'cancelled' } },
      { names: [ann], at: 24, order: { id: 'credit', amount: '1.25', kind: 'refunded' } },
      { names: [ann], at: 19, order: { id: 'o1', amount: '11', kind: 'completed' } },
    );
    await road.passed(running, position);
    expect(await customer(customerOf(ann))).toMatchObject({
      kind: 'person',
      name: 'Ann Lee',
      traits: { firstName: 'Ann', lastName: 'Lee', city: 'Oslo', age: 3 },
      identifiers: [{ type: 'user_id', value: 'ann' }],
      touchpoints: 8,
      channels: ['web'],
      order_count: 1,
      gross_revenue: [{ currency: 'EUR', amount: '11' }],
      revenue: [{ currency: 'EUR', amount: '9.25' }],
      incomplete: false,
      erased: false,
    });
    const [row] = await road.read.pool
      .query('SELECT first_seen_at, last_seen_at FROM customer_profile_v1.customers')
      .then(({ rows }) => rows as { first_seen_at: Date; last_seen_at: Date }[]);
    expect([row?.first_seen_at.toISOString(), row?.last_seen_at.toISOString()]).toEqual([timeOf(5), timeOf(24)]);
  });

  it('keeps what PostgreSQL cannot store as it is', async () => {
    const position = await road.tell({ names: [ann], at: 1, traits: { name: 'A\0nn', 'k\ud800': ['\0'] } });
    await road.passed(running, position);
    expect(await customer(customerOf(ann))).toMatchObject({ name: 'A\ufffdnn', incomplete: false });
  });

  it('has an organisation beside it, with traits of its own', async () => {
    const told = { names: [ann], organisation: acme, organisationTraits: { name: 'Acme' } };
    await road.passed(running, await road.tell({ ...told, at: 3 }, { ...told, at: 1 }));
    expect(await customer(customerOf(acme))).toMatchObject({ kind: 'organisation', name: 'Acme', touchpoints: 0 });
    expect(await rowsOf(road.read, 'customer_identity_v1.memberships')).toMatchObject([
      { person: identityFor(ann), organisation: identityFor(acme) },
    ]);
    expect(await rowsOf(road.read, 'customer_timeline_v1.entries')).toHaveLength(4);
  });
});

describe('decisions', () => {
  it('merge and split customers, with aliases and orders', async () => {
    await road.tell(
      { names: [ann], at: 1, traits: { name: 'Ann' }, order: { id: 'o1', amount: '5', kind: 'completed' } },
      { names: [bob], at: 2, traits: { name: 'Bob' }, order: { id: 'o2', amount: '6', kind: 'completed' } },
      { names: [ann, annMail], at: 3 },
    );
    await road.decide(customerOf(ann), customerLinked(joined(ann, annMail)));
    await road.passed(running, await road.decide(customerOf(ann), customerMerged(joined(ann, bob))));
    expect(await customer(customerOf(bob))).toBeUndefined();
    expect(await customer(customerOf(ann))).toMatchObject({
      name: 'Bob',
      touchpoints: 3,
      order_count: 2,
      revenue: [{ currency: 'EUR', amount: '11' }],
      aliases: [customerOf(bob), customerOf(annMail)].sort(),
      identities: [ann, annMail, bob].map(identityFor).sort(),
    });
    expect(await rowsOf(road.read, 'customer_profile_v1.name_tokens')).toEqual([
      { token: 'bob', customer_id: customerOf(ann) },
    ]);
    const apart = { ...joined(bob), joined: [{ identity: identityFor(bob), type: 'user_id', from: customerOf(ann) }] };
    await road.decide(customerOf(ann), customerSplit({ ...joined(ann), aliasesRemoved: [customerOf(bob)] }));
    await road.passed(running, await road.decide(customerOf(bob), customerSplit(apart)));
    expect(await customer(customerOf(bob))).toMatchObject({ name: 'Bob', touchpoints: 1, aliases: [] });
    expect(await customer(customerOf(ann))).toMatchObject({
      name: 'Ann',
      touchpoints: 2,
      aliases: [customerOf(annMail)],
    });
    const { live, again } = await rebuilt();
    expect(again).toEqual(live);
  });
});

describe('an erasure', () => {
  it('leaves nothing readable, and live rows equal rebuilt ones', async () => {
    await road.tell(
      {
        names: [ann, annMail],
        at: 1,
        traits: { name: 'Secretann' },
        organisation: acme,
        organisationTraits: { name: 'Acme' },
      },
      { names: [annMail], at: 2, traits: { hobby: 'secrethobby' } },
      { names: [ann], at: 3, order: { id: 'o1', amount: '5', kind: 'completed' } },
    );
    await road.decide(customerOf(ann), customerLinked(joined(ann, annMail)));
    const reason = mergeInstructed({
      left: [identityFor(ann)],
      right: [identityFor(annMail)],
      by: 'kim',
      reason: 'secretreason',
    });
    const instruction = plainEvent(reason, 4);
    const participants = [`left:user_id:${identityFor(ann)}`, `right:email:${identityFor(annMail)}`];
    const metadata = { ...instruction.metadata, participants };
    await road.passed(running, await road.append(`instruction-${randomUUID()}`, [{ ...instruction, metadata }]));
    expect(JSON.stringify(await allRows(road.read))).toMatch(/secretreason/);

    await road.passed(running, await road.erase(ann));
    const afterOne = JSON.stringify(await allRows(road.read));
    expect(afterOne).not.toMatch(/Secretann|secretreason/);
    expect(afterOne).toMatch(/secrethobby/);
    expect(await customer(customerOf(ann))).toMatchObject({
      touchpoints: 3,
      order_count: 1,
      erased: false,
      name: null,
    });

    await road.passed(running, await road.erase(annMail));
    expect(JSON.stringify(await allRows(road.read))).not.toMatch(/secrethobby|ann@example/);
    expect(await customer(customerOf(ann))).toMatchObject({ erased: true, traits: {}, identifiers: [] });

    const back = await road.tell({ names: [ann], at: 9, traits: { name: 'Back' } });
    await road.passed(running, back);
    expect(await customer(customerOf(ann))).toMatchObject({ erased: false, name: 'Back' });
    const { live, again } = await rebuilt();
    expect(again).toEqual(live);
  });
});

describe('a fact whose box is damaged', () => {
  it('marks its identities, and a merge carries the mark along', async () => {
    await road.tell({ names: [ann], at: 1, traits: { name: 'Ann' } }, { names: [bob], at: 2, traits: { name: 'Bob' } });
    const [wire] = await road.codec.seal([touchpoint({ names: [bob], at: 3, traits: { name: 'Lost' } })]);
    const data = JSON.parse(wire?.data ?? '') as { sealed: { subject: string } };
    data.sealed.subject = data.sealed.subject.replace(/....$/, 'AAAA');
    const damaged = { ...(wire as NonNullable<typeof wire>), data: JSON.stringify(data) };
    await road.store.append(`identity-${identityFor(bob)}`, [damaged], 'any');
    await road.passed(running, await road.tell({ names: [bob], at: 4, traits: { city: 'Oslo' } }));
    expect(await customer(customerOf(ann))).toMatchObject({ incomplete: false });
    expect(await customer(customerOf(bob))).toMatchObject({ incomplete: true, traits: { name: 'Bob', city: 'Oslo' } });
    await road.passed(running, await road.decide(customerOf(ann), customerMerged(joined(ann, bob))));
    expect(await customer(customerOf(ann))).toMatchObject({ incomplete: true });
    const reasons = (road.spoiled as string[]).splice(0);
    expect(reasons).toEqual(Array.from({ length: 3 }, () => `${damaged.id} BoxUnreadable`));
  });
});

describe('a repair', () => {
  it('folds an identity again to the same rows, orders and erasures of others included', async () => {
    await road.tell(
      {
        names: [ann, annMail],
        at: 1,
        traits: { name: 'Ann' },
        organisation: acme,
        organisationTraits: { name: 'Acme' },
      },
      { names: [annMail], at: 2, order: { id: 'o1', amount: '5', kind: 'completed' } },
      { names: [bob, annMail], at: 3, traits: { name: 'Bob' } },
    );
    await road.decide(customerOf(ann), customerLinked(joined(ann, annMail)));
    await road.erase(bob);
    await road.passed(running, await road.tell({ names: [bob, annMail], at: 4, traits: { name: 'Bob again' } }));
    const before = await allRows(road.read);
    const projections = liveProjections(() => '');
    const request = { pool: road.read.pool, schema: 'touchstone', projections, by: 'a test' };
    for (const name of [ann, annMail, bob, acme]) await requestRepairs({ ...request, identity: identityFor(name) });
    const outcomes = async () => (await rowsOf(road.read, 'touchstone.repairs')).map(({ outcome }) => outcome);
    await eventually(
      'repairs',
      outcomes,
      (all) => all.length === 4 * projections.length && all.every((text) => text === 'folded again'),
    );
    expect(await allRows(road.read)).toEqual(before);
  });
});
