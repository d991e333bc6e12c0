import { activityModel, customerProfile, orderModel, quoteModel, salesRecords } from '@touchstone/read-models';
import { testDatabase } from '@touchstone/testing';
import { seedCustomer } from '../testing/seeded.tables';
import { named, startedQueryApi, type StartedQueryApi } from '../testing/started.tables';

let api: StartedQueryApi;
const levelAt = new Date().toISOString();
const idOf = (n: number) => `0190f3c4-0000-7000-8000-0000000003${String(n).padStart(2, '0')}`;
const onDay = (n: number) => `2026-03-${String(n).padStart(2, '0')}T09:00:00Z`;
const contact = named('contact', idOf(80));
const account = named('account', idOf(81));
/** A customer that was merged into that of the contact. */
const absorbed = idOf(85);
const owners = ['ana', 'ben', 'ana', null];
const numbers = [1, 2, 3, 4];

type Row = Readonly<Record<string, unknown>>;
const seed = (table: string, row: Row) =>
  api.pool.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, $1)`, [JSON.stringify(row)]);
const about = { subject: contact.identity, organisation: account.identity };
const line = { number: 1, sku: 'P-250', net: '10.00', quantity: '1' };
const priced = { channel: 'phone', currency: 'EUR', jurisdiction: 'DE', lines: [line], tax: '1.90', gross: '11.90' };

const rowsOf = (n: number): Readonly<Record<string, Row>> => {
  const row = { id: idOf(n), ...about, changed_at: onDay(n) };
  const owner = owners[n - 1];
  const sold = { ...row, ...priced, owner: owner ?? 'cleo' };
  return {
    [`${salesRecords.schema}.leads`]: {
      ...{ ...row, owner, status: n === 4 ? 'disqualified' : 'open', channel: 'phone', country: 'DE' },
      ...{ origin: n === 1 ? 'fair' : null, captured_at: onDay(20 - n) },
    },
    [`${salesRecords.schema}.contacts`]: {
      ...{ ...row, owner, added_at: onDay(20 - n), accounts: n === 2 ? [{ accountId: idOf(81), role: 'buyer' }] : [] },
    },
    [`${salesRecords.schema}.accounts`]: {
      ...{ ...row, subject: account.identity, organisation: null, owner },
      ...{ parent_id: n === 3 ? idOf(1) : null, opened_at: onDay(20 - n) },
    },
    [`${salesRecords.schema}.handoffs`]: {
      ...{ ...row, matter: 'installation', status: n < 3 ? 'offered' : 'accepted', offered_at: onDay(n) },
      ...{ from_department: 'sales', from_person: owner ?? 'cleo', to_department: 'service', to_person: 'dora' },
      ...(n < 3 ? {} : { closed_at: onDay(n + 1), after_ms: 86_400_000 }),
    },
    [`${quoteModel.schema}.quotes`]: {
      ...{ ...sold, status: n === 4 ? 'accepted' : 'offered', revision: 1, terms: 'standard', terms_version: 1 },
      ...{ list: '10.00', discount: '0', net: `${n}0.10`, approval_needed: false, prepared_at: onDay(n) },
      ...{ offered_at: onDay(n), valid_until: n === 3 ? '2999-01-01T00:00:00Z' : onDay(28) },
    },
    [`${orderModel.schema}.sales_orders`]: {
      ...{ ...sold, status: 'placed', amount: `${n}0.10`, refunded: '0', returned: [], placed_at: onDay(n) },
      ...(n > 2 ? { order_source: 'shop', order_number: 'A-1' } : { order_source: 'sales', order_number: idOf(n) }),
    },
    [`${activityModel.schema}.activities`]: {
      ...{ ...row, kind: n === 2 ? 'task' : 'call', owner: owner ?? 'cleo', planned_at: onDay(1) },
      ...(n === 4 ? { status: 'done', done_at: onDay(5) } : { status: 'planned', due_at: n === 3 ? null : onDay(n) }),
    },
  };
};

beforeAll(async () => {
  const of = (names: readonly string[], position: string) =>
    Object.fromEntries(names.map((name) => [name, { 0: position }]));
  const sales = { slots: of(['sales-records', 'quote', 'order', 'activity', 'sales-teams'], '005'), levelAt };
  const slots = of(['customer-profile', 'customer-timeline', 'customer-identity'], '000');
  api = await startedQueryApi(await testDatabase(), {
    repository: { inbox: {}, resolver: '000', head: '000', parked: [] },
    projections: { slots, levelAt, departments: { sales } },
  });
  await seedCustomer(api.pool, { identities: [contact], name: 'Ada Lovelace', aliases: [absorbed] });
  await seedCustomer(api.pool, { identities: [account], name: 'Analytical Engines' });
  for (const n of numbers) for (const [table, row] of Object.entries(rowsOf(n))) await seed(table, row);
  const profile = customerProfile.schema;
  const counted = { order_source: 'shop', order_id: 'A-1', payer: account.identity, amount: '25', currency: 'EUR' };
  await seed(`${profile}.orders`, { ...counted, cancelled: false });
  await seed(`${profile}.refunds`, {
    ...counted,
    event_id: idOf(70),
    amount: '5',
    occurred_at: onDay(9),
    whole: false,
  });
});
afterAll(() => api.close());

interface Body extends Row {
  readonly items: readonly Row[];
  readonly next: string | null;
}
const get = async (path: string, who = 'key') => {
  const { status, body, headers } = await api.call(`/sales/${path}`, { authorization: `Bearer ${who}` });
  return { status, headers, body: body as unknown as Body };
};
const idsOf = (items: readonly Row[]) => items.map(({ id }) => id);

const sorts = {
  leads: ['capturedAt', '-capturedAt', 'changedAt'],
  contacts: ['-addedAt', 'changedAt'],
  accounts: ['openedAt', '-changedAt'],
  handoffs: ['offeredAt', '-changedAt'],
  quotes: ['preparedAt', 'validUntil', 'net', '-net', '-changedAt'],
  orders: ['placedAt', 'amount', '-amount', '-changedAt'],
  activities: ['dueAt', '-dueAt', 'plannedAt', '-changedAt'],
};
const lists = Object.entries(sorts).flatMap(([list, all]) => all.map((sort) => [list, sort] as const));

it.each(lists)('the list of %s sorted by %s goes on where a page ended', async (list, sort) => {
  const whole = idsOf((await get(`${list}?sort=${sort}`)).body.items);
  expect([...whole].sort()).toEqual(numbers.map(idOf));
  const paged: unknown[] = [];
  for (let cursor = ''; ;) {
    const { body } = await get(`${list}?sort=${sort}&limit=1${cursor}`);
    paged.push(...idsOf(body.items));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(paged).toEqual(whole);
});

it.each([
  ['leads?status=open', 3],
  ['leads?origin=fair&country=DE&channel=phone', 1],
  ['leads?owner=ben', 1],
  ['leads?q=love ada', 4],
  ['leads?q=engines', 4],
  ['leads?q=nobody', 0],
  ['leads?q=!', 0],
  [`contacts?account=${idOf(81)}`, 1],
  [`accounts?parent=${idOf(1)}`, 1],
  ['handoffs?status=offered&toDepartment=service', 2],
  ['handoffs?from=ben&to=dora', 1],
  ['handoffs?owner=dora', 4],
  ['quotes?status=expired', 2],
  ['quotes?status=offered', 1],
  ['quotes?status=accepted&sku=P-250', 1],
  ['quotes?minNet=20.1&currency=EUR', 3],
  ['orders?number=A-1', 2],
  ['orders?placedFrom=2026-03-02&placedUntil=2026-03-04', 2],
  ['orders?minAmount=40.11', 0],
  ['activities?status=planned&kind=call', 2],
  ['activities?dueUntil=2026-03-02', 1],
  ['activities?doneFrom=2026-03-05', 1],
])('%s has %i', async (path, count) => expect((await get(path)).body.items).toHaveLength(count));

it.each([
  ['leads?sort=name', '/sort'],
  ['leads?status=won', '/status'],
  ['leads?country=de', '/country'],
  ['contacts?account=x', '/account'],
  ['leads?q=', '/q'],
  ['quotes?minNet=-1', '/minNet'],
  ['orders?placedFrom=2026-02-31', '/placedFrom'],
  ['orders?sku=%00', '/sku'],
  ['activities?kind=dance', '/kind'],
  ['activities?limit=0', '/limit'],
  ['my-day?until=tomorrow', '/until'],
  ['my-day', '/owner'],
  ['contacts-made?from=2026-03-02&until=2026-03-01', '/until'],
  ['contacts-made?from=2020-01-01', '/from'],
])('%s is refused, and the field is named', async (path, pointer) => {
  const { status, body } = await get(path);
  expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer })]]);
});

it('a cursor of another list, or of other filters, is refused', async () => {
  const { next } = (await get('leads?limit=1')).body;
  for (const path of ['contacts', 'leads?status=open'])
    expect((await get(`${path}${path.includes('?') ? '&' : '?'}cursor=${next}`)).status).toBe(400);
});

it('says whose a record is by the name that the profile shows', async () => {
  const [lead] = (await get('leads?limit=1')).body.items;
  expect(lead).toMatchObject({ name: 'Ada Lovelace', organisation: { name: 'Analytical Engines' } });
  const { customerId } = lead as Row;
  for (const id of [String(customerId), absorbed])
    expect((await get(`leads?customer=${id}`)).body.items).toHaveLength(4);
  expect((await get(`accounts?customer=${String(customerId)}`)).body.items).toHaveLength(0);
});

it('shows the revenue of a number once, as the profile counts it', async () => {
  const { items } = (await get('orders?sort=placedAt')).body;
  expect(items.map(({ revenue }) => revenue)).toEqual([null, null, { amount: '20', currency: 'EUR' }, null]);
});

it('no hand-off is orphaned: both sides see it, and how long it has waited', async () => {
  const { items } = (await get('handoffs?status=offered')).body;
  expect(items.map(({ afterMs }) => Number(afterMs) > 86_400_000)).toEqual([true, true]);
  expect((await get('handoffs', 'ana')).body.items).toHaveLength(2);
  const taken = (await get('handoffs?status=accepted')).body.items;
  expect(taken.map(({ afterMs }) => afterMs)).toEqual([86_400_000, 86_400_000]);
});

describe('who sees what', () => {
  it.each(['leads', 'contacts', 'accounts', 'quotes', 'orders', 'activities'])(
    'a rep sees own %s and asks about nobody else, a manager also what nobody owns',
    async (list) => {
      expect(idsOf((await get(list, 'ana')).body.items).sort()).toEqual([1, 3].map(idOf));
      expect(idsOf((await get(list, 'cleo')).body.items)).toEqual([idOf(4)]);
      expect(await get(`${list}?owner=ben`, 'ana')).toMatchObject({ status: 403, body: { rule: 'not-yours' } });
    },
  );
  it('a key that names no sales person has no day of its own', async () => {
    expect(idsOf((await get('my-day?owner=ben&until=2026-03-02')).body.items)).toEqual([idOf(2)]);
    expect((await get('my-day?owner=ben', 'ana')).status).toBe(403);
  });
});

it('my day is what I have to do by its end, due first in front', async () => {
  expect(idsOf((await get('my-day', 'ana')).body.items)).toEqual([idOf(1)]);
  expect((await get('my-day?until=2026-02-28', 'ana')).body.items).toEqual([]);
});

it('contacts made are counted per sales person and day', async () => {
  const { body } = await get('contacts-made?from=2026-03-01&until=2026-04-01');
  const one = { day: '2026-03-05', owner: 'cleo', call: 1, visit: 0, meeting: 0, total: 1 };
  expect(body.items).toEqual([one]);
  expect((await get('contacts-made?from=2026-03-01&until=2026-04-01', 'ana')).body.items).toEqual([]);
});

it('says how far it is, and waits for a write of sales', async () => {
  for (const list of Object.keys(sorts)) {
    const { headers } = await get(list);
    const token = headers.get('touchstone-position') as string;
    const wait = (text: string) => api.call(`/sales/${list}`, { 'touchstone-wait-for': text, prefer: 'wait=0' });
    expect((await wait(token)).status).toBe(200);
    const later = Buffer.from(JSON.stringify({ stores: { sales: '006' } })).toString('base64url');
    expect(await wait(`t1.${later}`)).toMatchObject({ status: 504, body: { stage: 'projection' } });
  }
});
