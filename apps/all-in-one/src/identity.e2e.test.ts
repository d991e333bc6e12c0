import { spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { emitterOf, type Identifier, type Page, type Profile } from './testing/emitter';

interface Pair {
  left: Identifier & { customerId: string };
  right: Identifier & { customerId: string };
  rule: string;
}
interface Decision {
  customers: { id: string; identities: number }[];
}
interface Rules {
  version: number;
  limits: Record<string, number>;
  maxPartners: number;
  maxIdentities: number;
}

const order = (messageId: string, who: object, revenue: number) => ({
  type: 'track',
  messageId,
  ...who,
  event: 'Order Completed',
  properties: { order_id: messageId, revenue, currency: 'EUR' },
});
const seen = (messageId: string, who: object) => ({ type: 'track', messageId, ...who, event: 'Seen' });
const user = (value: string): Identifier => ({ type: 'user_id', value });
const withMail = (userId: string, email: string) => ({ userId, context: { traits: { email } } });
const figures = ({ touchpoints, orders, identifiers, channels }: Profile) => ({
  touchpoints,
  orders,
  identifiers,
  channels,
});

describe('who is who, over HTTP alone', () => {
  let touchstone: Touchstone;
  let emitter: ReturnType<typeof emitterOf>;
  const merge = (one: string, other: string) =>
    touchstone.request<Decision & { rule: string }>('/customers/merge', {
      body: { identifiers: [user(one), user(other)], reason: 'the same person' },
    });
  const cannotLink = async (one: string, other: string): Promise<Pair | undefined> => {
    const { body } = await touchstone.request<Page<Pair>>('/identity/quarantine?limit=200');
    return body.items.find(({ left, right }) => [left.value, right.value].sort().join() === [one, other].sort().join());
  };

  beforeAll(async () => {
    touchstone = await spawnTouchstone();
    emitter = emitterOf(touchstone);
  });
  afterAll(() => touchstone.stop());

  it('links what an event names, and an alias with its anonymous id', async () => {
    await emitter.send([seen('a-1', { anonymousId: 'browser-1' }), order('a-2', { anonymousId: 'browser-1' }, 10)]);
    const written = await emitter.send([{ type: 'alias', messageId: 'a-3', userId: 'alice', previousId: 'browser-1' }]);
    const alice = await emitter.findOne(written, 'user_id:alice');
    expect(alice).toMatchObject({ touchpoints: 3, orders: { count: 1, revenue: [{ currency: 'EUR', amount: '10' }] } });
    expect(alice.identifiers).toEqual([{ type: 'anonymous_id', value: 'browser-1' }, user('alice')]);
    expect((await emitter.findOne(written, 'anonymous_id:browser-1')).id).toBe(alice.id);
  });

  it('merges, answers for the absorbed id, and a split gives back exactly the sums from before', async () => {
    await emitter.send([order('m-1', withMail('meg', 'meg@example.com'), 7.25), seen('m-2', { userId: 'meg' })]);
    const written = await emitter.send([order('m-3', withMail('peg', 'peg@example.com'), 2.5)]);
    const [meg, peg] = [await emitter.findOne(written, 'user_id:meg'), await emitter.findOne(written, 'user_id:peg')];
    const merged = await merge('meg', 'peg');
    expect(merged).toMatchObject({ status: 200, body: { customers: [{ id: meg.id, identities: 4 }] } });
    const both = await emitter.readAfter<Profile>(merged, `/customers/${peg.id}`);
    expect(both).toMatchObject({ id: meg.id, aliases: expect.arrayContaining([peg.id]), touchpoints: 3 });
    expect(both.orders).toMatchObject({ count: 2, revenue: [{ currency: 'EUR', amount: '9.75' }] });
    expect(await merge('meg', 'peg')).toMatchObject({ status: 409, body: { rule: 'same-customer' } });
    const path = `/customers/${meg.id}/split`;
    const foreign = { identifiers: [user('alice')], reason: 'x' };
    expect(await touchstone.request(path, { body: foreign })).toMatchObject({
      status: 409,
      body: { rule: 'not-of-this-customer' },
    });
    const everything = { identifiers: both.identifiers, reason: 'x' };
    expect(await touchstone.request(path, { body: everything })).toMatchObject({
      status: 409,
      body: { rule: 'nothing-left' },
    });
    const own = { identifiers: [user('peg'), { type: 'email', value: 'Peg@Example.com' }], reason: 'two people' };
    const split = await touchstone.request<Decision>(path, { body: own });
    expect(split.status).toBe(200);
    expect(figures(await emitter.findOne(split, 'user_id:meg'))).toEqual(figures(meg));
    expect(await emitter.findOne(split, 'user_id:peg')).toEqual(peg);
    const { instructions } = await emitter.readAfter<{ instructions: object[] }>(
      split,
      `/customers/${meg.id}/identity`,
    );
    expect(instructions).toMatchObject([
      { kind: 'merge', reason: 'the same person' },
      { kind: 'split', reason: 'two people' },
    ]);
  });

  it('keeps apart whom a person has split until the cannot-link is lifted; then evidence counts again', async () => {
    const together = { anonymousId: 'shared-browser', userId: 'meg' };
    await emitter.send([
      seen('c-1', together),
      seen('c-2', { anonymousId: 'shared-browser', ...withMail('x', 'peg@example.com'), userId: undefined }),
    ]);
    const written = await emitter.send([seen('c-3', { userId: 'meg' })]);
    const [meg, peg] = [await emitter.findOne(written, 'user_id:meg'), await emitter.findOne(written, 'user_id:peg')];
    expect(meg.id).not.toBe(peg.id);
    const sides = { identifiers: [user('meg'), user('peg')], reason: 'they are one after all' };
    const quarantined = await touchstone.request<Page<Pair>>('/identity/quarantine');
    expect(quarantined.body.items).toEqual(expect.arrayContaining([expect.objectContaining({ rule: 'cannot-link' })]));
    const rules = (await touchstone.request<Rules>('/identity/rules')).body;
    expect(rules).toMatchObject({ version: 1, limits: { user_id: 1 } });
    const lifted = await touchstone.request<Decision>('/identity/cannot-link/lift', { body: sides });
    expect(lifted.status).toBe(200);
    // Two user ids still break a limit, so another rule takes over until the rules change as well.
    const limits = { ...rules.limits, user_id: 2 };
    const change = { after: 1, limits, maxPartners: 50, maxIdentities: 500, reason: 'families share an account' };
    const changed = await touchstone.request<Rules>('/identity/rules', { method: 'PUT', body: change });
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await touchstone.request('/identity/rules', { method: 'PUT', body: change })).toMatchObject({ status: 409 });
    expect((await emitter.findOne(changed, 'user_id:peg')).id).toBe((await emitter.findOne(changed, 'user_id:meg')).id);
    const back = { ...change, after: 2, limits: rules.limits, reason: 'no, they do not' };
    const undone = await touchstone.request<Rules>('/identity/rules', { method: 'PUT', body: back });
    expect((await emitter.findOne(undone, 'user_id:peg')).id).not.toBe(
      (await emitter.findOne(undone, 'user_id:meg')).id,
    );
  });

  it('puts a pair that breaks a limit into quarantine with the rule', async () => {
    const written = await emitter.send([
      seen('l-1', { userId: 'first', anonymousId: 'browser-9', timestamp: '2026-01-01T10:00:00Z' }),
      seen('l-2', { userId: 'second', anonymousId: 'browser-9', timestamp: '2026-01-01T10:00:01Z' }),
    ]);
    const first = await emitter.findOne(written, 'user_id:first');
    expect(first.id).not.toBe((await emitter.findOne(written, 'user_id:second')).id);
    expect((await emitter.findOne(written, 'anonymous_id:browser-9')).id).toBe(first.id);
    expect(await cannotLink('second', 'browser-9')).toMatchObject({ rule: expect.stringContaining('user_id') });
  });

  it('makes a member of an organisation by a group call, never one customer of the two', async () => {
    const written = await emitter.send([
      { type: 'group', messageId: 'g-1', userId: 'gina', groupId: 'acme', traits: { name: 'Acme Ltd' } },
      { type: 'group', messageId: 'g-2', userId: 'gus', groupId: 'acme', traits: { employees: 3 } },
    ]);
    const [gina, acme] = [
      await emitter.findOne(written, 'user_id:gina'),
      await emitter.findOne(written, 'group_id:acme'),
    ];
    expect(gina).toMatchObject({ kind: 'person', traits: {} });
    expect(acme).toMatchObject({ kind: 'organisation', name: 'Acme Ltd', traits: { employees: 3 } });
    const members = await emitter.readAfter<Page<{ person: { customerId: string } }>>(
      written,
      `/customers/${acme.id}/memberships`,
    );
    expect(members.items.map(({ person }) => person.customerId)).toContain(gina.id);
    expect(members.items).toHaveLength(2);
    const of = await emitter.readAfter<Page<object>>(written, `/customers/${gina.id}/memberships`);
    expect(of.items).toMatchObject([{ organisation: { value: 'acme', customerId: acme.id } }]);
  });

  it('lets a kiosk of 51 people link nobody, and leaves out values that name nobody', async () => {
    const people = Array.from({ length: 51 }, (_, nth) =>
      seen(`k-${nth}`, {
        userId: `visitor-${nth}`,
        context: { device: { id: 'kiosk' }, traits: { email: 'null', phone: '0000' } },
      }),
    );
    const written = await emitter.send(people);
    const [one, last] = [
      await emitter.findOne(written, 'user_id:visitor-0'),
      await emitter.findOne(written, 'user_id:visitor-50'),
    ];
    for (const visitor of [one, last]) expect(visitor.identifiers).toHaveLength(1);
    expect((await emitter.findOne(written, 'device_id:kiosk')).identifiers).toEqual([
      { type: 'device_id', value: 'kiosk' },
    ]);
    const graph = await emitter.readAfter<{ pairs: { state: string }[] }>(written, `/customers/${one.id}/identity`);
    expect(graph.pairs).toMatchObject([{ state: 'shared', rule: 'max-partners' }]);
    expect(await touchstone.request('/customers?identifier=email:null')).toMatchObject({ status: 400 });
  });

  it('counts a duplicate and a conflict per source, lists the conflict, and says which events have no id', async () => {
    const [kept, changed] = [
      seen('d-1', { userId: 'dora' }),
      seen('d-1', { userId: 'dora', properties: { other: 1 } }),
    ];
    const first = await emitter.send([kept, { ...kept, messageId: undefined }]);
    expect(first.body).toMatchObject({ accepted: 2, withoutId: [1] });
    await emitter.find(first, 'user_id:dora');
    await emitter.send([kept]);
    await emitter.send([changed]);
    const after = await emitter.send([seen('d-2', { userId: 'dora' })]);
    expect(await emitter.findOne(after, 'user_id:dora')).toMatchObject({ touchpoints: 3 });
    const { body } = await touchstone.request<{ sources: Record<string, number>[] }>('/repository/inbox');
    expect(body.sources).toHaveLength(1);
    const [{ stored = 0, received = 0, ...counts } = {}] = body.sources;
    expect(counts).toMatchObject({ duplicate: 1, conflict: 1, rejected: 0 });
    expect(stored + 2).toBe(received);
    const { items } = (await touchstone.request<Page<object>>('/repository/quarantine')).body;
    expect(items).toMatchObject([{ kind: 'conflict', state: 'open', repairedBy: null }]);
  });
});
