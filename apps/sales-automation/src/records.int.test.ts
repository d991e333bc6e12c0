import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { newKey, openSales, type OpenSales } from './running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const post = async (who: string, path: string, body: object, status = 200) => {
  const answer = await sales.post(who, path, body);
  expect({ path, status: answer.status, body: answer.status === status ? {} : answer.body }).toEqual({
    path,
    status,
    body: {},
  });
  return answer.body;
};
const open = async (who: string, name: string, more: object = {}) =>
  (await post(who, 'accounts', { organisation: { name }, ...more }, 201)).id;
const today = new Date().toISOString().slice(0, 10);

describe('accounts and contacts', () => {
  it('lie in hierarchies that never run in a circle', async () => {
    const top = await open('ana', 'Top');
    const middle = await open('ana', 'Middle', { parentId: top });
    const bottom = await open('ana', 'Bottom', { parentId: middle });
    const refused = await sales.post('ana', `accounts/${top}/move`, { parentId: bottom });
    expect(refused).toMatchObject({ status: 422, body: { rule: 'circular-hierarchy', field: '/parentId' } });
    await post('ana', `accounts/${bottom}/move`, {});
    expect((await sales.get('ana', `accounts/${bottom}`)).body).not.toHaveProperty('parentId');
    await post('ana', `accounts/${top}/move`, { parentId: bottom });
  });

  it('have people with parts in buying', async () => {
    const account = await open('ana', 'Engines');
    const person = { name: 'Ada', email: 'ada@example.org' };
    const { id } = await post('ana', 'contacts', { person, account: { id: account, role: 'user' } }, 201);
    const promoted = { accountId: account, role: 'decision-maker' };
    const stale = await sales.post('ana', `contacts/${id}/join-account`, promoted, { 'if-match': '"9"' });
    expect(stale).toMatchObject({ status: 412, body: { rule: 'stale-version' } });
    await post('ana', `contacts/${id}/join-account`, promoted);
    expect((await sales.get('ana', `contacts/${id}`)).body).toMatchObject({
      person,
      accounts: { [account]: 'decision-maker' },
    });
    await post('ana', `contacts/${id}/leave-account`, { accountId: account });
    const again = await sales.post('ana', `contacts/${id}/leave-account`, { accountId: account });
    expect(again).toMatchObject({ status: 200, body: { version: 3 } });
    const other = await sales.post('ana', `contacts/${id}/leave-account`, { accountId: await open('ana', 'Looms') });
    expect(other).toMatchObject({ status: 409, body: { rule: 'not-at-account' } });
    const nowhere = { accountId: '00000000-0000-4000-8000-000000000000', role: 'x' };
    const unknown = (field: string) => ({ status: 422, body: { rule: 'unknown-account', field } });
    expect(await sales.post('ana', `contacts/${id}/join-account`, nowhere)).toMatchObject(unknown('/accountId'));
    const there = { person, account: { id: nowhere.accountId, role: 'x' } };
    expect(await sales.post('ana', 'contacts', there)).toMatchObject(unknown('/account/id'));
  });
});

describe('a team', () => {
  it('lets its manager reach the records of its members, on the days of their membership', async () => {
    const account = await open('ben', 'Of Ben');
    expect(await sales.get('cleo', `accounts/${account}`)).toMatchObject({ status: 403 });
    expect(await sales.post('cleo', 'teams', { code: 'north' })).toMatchObject({ status: 201 });
    const { id } = await post('admin', 'teams', { code: 'south' }, 201);
    // Who could put people into a team would reach what is theirs.
    expect(await sales.post('cleo', `teams/${id}/join`, { person: 'ben', from: today })).toMatchObject({ status: 403 });
    await post('admin', `teams/${id}/join`, { person: 'cleo', from: '2020-01-01', leads: true });
    await post('admin', `teams/${id}/join`, { person: 'ben', from: '2020-01-01' });
    await eventually(
      'the manager reaches it',
      () => sales.get('cleo', `accounts/${account}`),
      ({ status }) => status === 200,
    );
    expect(await sales.get('ana', `accounts/${account}`)).toMatchObject({ status: 403 });
    await post('admin', `teams/${id}/leave`, { person: 'ben', until: '2020-12-31' });
    expect(await sales.get('cleo', `accounts/${account}`)).toMatchObject({ status: 403 });
    expect(await sales.post('admin', `teams/${id}/leave`, { person: 'ana', until: today })).toMatchObject({
      status: 409,
      body: { rule: 'no-member' },
    });
  });
});

describe('new leads that nobody owns', () => {
  it('are assigned by the first rule that fits, in turn', async () => {
    const rules = [
      { code: 'danes', country: 'DK', owners: ['ana'] },
      { code: 'web', channel: 'web', owners: ['ana', 'ben'] },
    ];
    await post('cleo', 'assignment-rules', { rules });
    const ownerOf = async (more: object) => {
      const { id } = await post('admin', 'leads', { channel: 'web', person: { name: 'Eve' }, ...more }, 201);
      return (await sales.get('admin', `leads/${id}`)).body['owner'];
    };
    expect(await ownerOf({ country: 'DK' })).toBe('ana');
    expect(await ownerOf({ channel: 'phone' })).toBeNull();
    const owners = await Promise.all(Array.from({ length: 20 }, () => ownerOf({})));
    expect([...new Set(owners)].sort()).toEqual(['ana', 'ben']);
    const twins = { rules: [rules[0], rules[0]] };
    expect(await sales.post('cleo', 'assignment-rules', twins)).toMatchObject({ body: { rule: 'same-code' } });
    await post('cleo', 'assignment-rules', { rules: [] });
  });
});

describe('an activity', () => {
  it('is planned, done and counted in the log; the contacts made equal what was sent', async () => {
    const account = await open('ana', 'Visited');
    const sent = ['call', 'call', 'visit', 'meeting', 'task', 'note'];
    for (const kind of sent) {
      const { id } = await post('ana', 'activities', { kind, accountId: account, topic: 'Offer' }, 201);
      if (kind !== 'note') await post('ana', `activities/${id}/done`, { outcome: 'interested', note: 'Secret words' });
      const late = await sales.post('ana', `activities/${id}/cancel`, { reason: 'no-need' });
      expect(late).toMatchObject({ status: 409, body: { rule: 'activity-closed' } });
    }
    const { rows } = await log.pool.query<{ data: string }>(
      `SELECT data FROM store_sales.events WHERE type = 'sales.activity.done'`,
    );
    const kinds = rows.map(({ data }) => (JSON.parse(data) as { kind: string }).kind);
    expect(kinds.sort()).toEqual([...sent].sort());
    expect(rows.map(({ data }) => data).join()).not.toContain('Secret');
  });

  it.each([
    ['about nobody', async () => ({}), 'customer-needed'],
    [
      'of the future',
      async () => ({ accountId: await open('ana', 'Later'), doneAt: '2999-01-01T00:00:00Z' }),
      'not-yet',
    ],
  ])('%s is refused', async (_, more, rule) => {
    expect(await sales.post('ana', 'activities', { kind: 'call', ...(await more()) })).toMatchObject({
      status: 422,
      body: { rule },
    });
  });
});

describe('a hand-off', () => {
  const offer = async () => {
    const contactId = (await post('ana', 'contacts', { person: { name: 'Ada' } }, 201)).id;
    const sides = { from: { department: 'sales', person: 'ana' }, to: { department: 'service', person: 'ben' } };
    return (await post('ana', 'handoffs', { ...sides, subject: 'installation', contactId }, 201)).id;
  };

  it('is accepted by its receiver once, and tells how long that took', async () => {
    const id = await offer();
    expect(await sales.post('ana', `handoffs/${id}/accept`, {})).toMatchObject({ body: { rule: 'not-the-receiver' } });
    await post('ben', `handoffs/${id}/accept`, {});
    expect(await sales.post('ben', `handoffs/${id}/accept`, {})).toMatchObject({ status: 200, body: { version: 1 } });
    const late = await sales.post('ben', `handoffs/${id}/return`, { reason: 'incomplete' });
    expect(late).toMatchObject({ status: 409, body: { rule: 'handoff-closed' } });
    const { body } = await sales.get('ana', `handoffs/${id}`);
    expect(body).toMatchObject({ status: 'accepted', afterMs: expect.any(Number) });
  });

  it('is returned with a reason', async () => {
    const id = await offer();
    await post('ben', `handoffs/${id}/return`, { reason: 'incomplete' });
    expect((await sales.get('ana', `handoffs/${id}`)).body).toMatchObject({ status: 'returned', reason: 'incomplete' });
  });
});

describe('a territory', () => {
  it('is covered by somebody from a day on', async () => {
    const { id } = await post('cleo', 'territories', { code: 'nordics', countries: ['DK', 'SE'] }, 201);
    await post('cleo', `territories/${id}/give`, { person: 'ana', from: '2026-01-01' });
    await post('cleo', `territories/${id}/give`, { person: 'ben', from: '2026-07-01' });
    expect((await sales.get('cleo', `territories/${id}`)).body['covered']).toEqual([
      { person: 'ana', from: '2026-01-01' },
      { person: 'ben', from: '2026-07-01' },
    ]);
  });
});

describe('when a rep leaves', () => {
  it('everything he owns gets another owner by one command with progress, and the past stays', async () => {
    const made = await Promise.all(Array.from({ length: 120 }, (_, n) => open('ana', `Customer ${n}`)));
    const refused = await sales.post('ana', 'reassignments', { to: 'ben', from: 'ana' });
    expect(refused.status).toBe(403);
    await sales.store.head();
    const again = { 'idempotency-key': newKey() };
    const wish = { to: 'ben', records: [...made, newId()].map((id) => ({ kind: 'account', id })) };
    const requested = await sales.post('admin', 'reassignments', wish, again);
    expect(requested.status).toBe(201);
    const { body } = await eventually(
      'it is completed',
      () => sales.get('admin', `reassignments/${requested.body.id}`),
      ({ body: { status } }) => status === 'completed',
    );
    expect(body).toMatchObject({ total: 121, done: 121, moved: 120, refused: [{ rule: 'unknown-account' }] });
    expect((await sales.post('admin', 'reassignments', wish, again)).body).toEqual(requested.body);
    const { body: owner } = await sales.get('ben', `accounts/${made[7]}/owner`);
    expect(owner).toMatchObject({ owner: 'ben', owners: [{ owner: 'ana' }, { owner: 'ben' }] });
    expect((await sales.get('ben', `accounts/${made[7]}/owner?on=2020-01-01`)).body).toMatchObject({ owner: null });
    expect(await sales.get('ana', `accounts/${made[7]}`)).toMatchObject({ status: 403 });
  });
});

function newId(): string {
  return `00000000-0000-4000-8000-${String(Math.floor(Math.random() * 1e12)).padStart(12, '0')}`;
}
