import { testDatabase } from '@touchstone/testing';
import { startedQueryApi, type StartedQueryApi } from '../testing/started.tables';
import { idOf, setupRows, type Row } from './setup.test-data';

let api: StartedQueryApi;
const levelAt = new Date().toISOString();
const seed = (schema: string, table: string, rows: readonly Row[]) =>
  api.pool.query(
    `INSERT INTO ${schema}.${table} SELECT * FROM jsonb_populate_recordset(NULL::${schema}.${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );

beforeAll(async () => {
  const of = (names: readonly string[], position: string) =>
    Object.fromEntries(names.map((name) => [name, { 0: position }]));
  const sales = { slots: of(['sales-catalogue', 'sales-organisation', 'sales-teams'], '005'), levelAt };
  const slots = of(['customer-profile', 'customer-timeline', 'customer-identity'], '000');
  api = await startedQueryApi(await testDatabase(), {
    repository: { inbox: {}, resolver: '000', head: '000', parked: [] },
    projections: { slots, levelAt, departments: { sales } },
  });
  for (const one of setupRows) await seed(...one);
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
const numbersOf = (items: readonly Row[]) => items.map(({ id }) => Number(String(id).slice(-2)));

const sorts: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  products: { sku: [3, 1, 2], '-sku': [2, 1, 3], introducedAt: [1, 2, 3], changedAt: [3, 2, 1] },
  'price-lists': { code: [11, 12, 14, 13], '-from': [12, 14, 13, 11], publishedAt: [11, 12, 13, 14] },
  terms: { code: [21, 22, 23], '-from': [22, 23, 21], publishedAt: [21, 22, 23] },
  'tax-tables': { '-jurisdiction': [34, 33, 32, 31], from: [31, 34, 32, 33], publishedAt: [31, 32, 33, 34] },
  teams: { code: [41, 42], '-code': [42, 41] },
  territories: { code: [52, 51], '-drawnAt': [51, 52] },
  reassignments: { requestedAt: [61, 62], '-requestedAt': [62, 61] },
};
const lists = Object.entries(sorts).flatMap(([list, all]) =>
  Object.entries(all).map(([sort, order]) => [list, sort, order] as const),
);

it.each(lists)('the list of %s sorted by %s goes on where a page ended', async (list, sort, order) => {
  const paged: number[] = [];
  for (let cursor = ''; ;) {
    const { body } = await get(`${list}?sort=${sort}&limit=1${cursor}`);
    paged.push(...numbersOf(body.items));
    if (body.next === null) break;
    cursor = `&cursor=${body.next}`;
  }
  expect(paged).toEqual(order);
});

it.each<readonly [string, readonly number[]]>([
  ['products?sku=P-250', [1]],
  ['products?sku=P-2', []],
  ['products?status=discontinued', [3]],
  ['products?taxClass=reduced', [2]],
  ['products?q=PUMP', [3, 1]],
  ['products?q=strong', [1]],
  ['products?q=%25', []],
  ['price-lists?currency=GBP', [14]],
  ['price-lists?currency=EUR&code=retail', [11, 12]],
  ['price-lists?currency=EUR&channel=phone', [11, 12]],
  ['price-lists?account=a-2', [11, 12, 13]],
  [`price-lists?product=${idOf(1)}`, [14]],
  ['price-lists?currency=EUR&on=2026-02-01', [11, 13]],
  ['price-lists?currency=EUR&on=2026-02-01&channel=phone', [11]],
  ['price-lists?currency=EUR&on=2026-03-01T08:59:59Z', [11, 13]],
  ['price-lists?currency=EUR&on=2026-03-01T09:00:00Z', [11]],
  ['price-lists?currency=EUR&on=2026-06-01', [12]],
  ['price-lists?currency=EUR&on=2026-09-01', [11]],
  ['price-lists?on=2025-12-31', []],
  ['price-lists?currency=EUR&on=2026-01-01T10:00:00%2B01:00', [11]],
  ['terms?on=2026-05-31', [21, 23]],
  ['terms?on=2026-06-01&channel=phone', [22]],
  ['terms?code=web', [23]],
  ['tax-tables?jurisdiction=DE&on=2026-06-30', [31]],
  ['tax-tables?on=2026-07-01', [33, 34]],
  ['teams?code=south', [42]],
  ['teams?person=ana&on=2026-02-28', [41]],
  ['teams?person=ana&on=2026-03-01', [42]],
  ['teams?person=ana', [42]],
  ['territories?country=SE', [51]],
  ['territories?person=ana&on=2026-06-30', [51]],
  ['territories?person=ana&on=2026-07-01', []],
  ['territories?code=dach', [52]],
  ['reassignments?status=running', [62]],
  ['reassignments?to=ben&by=cleo', [61]],
])('%s has %j', async (path, expected) => expect(numbersOf((await get(path)).body.items)).toEqual(expected));

it.each([
  ['products?sort=name', '/sort'],
  ['products?status=sold', '/status'],
  ['products?taxClass=A', '/taxClass'],
  ['price-lists?currency=eur', '/currency'],
  ['price-lists?channel=pigeon', '/channel'],
  ['price-lists?on=2026-02-31', '/on'],
  ['price-lists?on=2026-02-01T10:00:00', '/on'],
  ['price-lists?product=x', '/product'],
  ['tax-tables?jurisdiction=de', '/jurisdiction'],
  ['teams?on=today', '/on'],
  ['territories?country=Sweden', '/country'],
  ['reassignments?to=A%20B', '/to'],
])('%s is refused, and the field is named', async (path, pointer) => {
  const { status, body } = await get(path);
  expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer })]]);
});

it('a cursor of another day is refused', async () => {
  const { next } = (await get('price-lists?limit=1&on=2026-02-01')).body;
  expect(next).not.toBeNull();
  expect((await get(`price-lists?limit=1&on=2026-02-02&cursor=${next}`)).status).toBe(400);
});

it('shows the specification that holds, who covers a territory on a day, and how far a reassignment is', async () => {
  const [pump] = (await get('products?sku=P-250')).body.items;
  expect(pump).toMatchObject({ version: 2, name: { en: 'Strong pump' }, taxClass: 'standard', incomplete: false });
  const [nordics] = (await get('territories?code=nordics&on=2026-07-01')).body.items;
  const covered = [
    { person: 'ana', from: '2026-01-01' },
    { person: 'ben', from: '2026-07-01' },
  ];
  expect(nordics).toMatchObject({ coveredBy: 'ben', covered });
  const [done, running] = (await get('reassignments?sort=requestedAt')).body.items;
  expect(done).toMatchObject({ total: 2, done: 2, moved: 1, refused: [{ rule: 'lead-closed' }] });
  expect(running).toMatchObject({ status: 'running', done: 1, moved: 1, completedAt: null });
});

it('the catalogue is everybody’s; teams, territories and reassignments are for managers and analysts', async () => {
  for (const list of ['products', 'price-lists', 'terms', 'tax-tables'])
    expect((await get(list, 'ana')).body.items.length).toBeGreaterThan(2);
  for (const list of ['teams', 'territories', 'reassignments']) {
    expect((await get(list, 'ana')).status).toBe(403);
    expect((await get(list, 'cleo')).status).toBe(200);
  }
  expect(numbersOf((await get('teams', 'cleo')).body.items)).toEqual([41]);
  expect((await get('teams?code=south', 'cleo')).body.items).toEqual([]);
});

it('says how far it is, and waits for a write of sales', async () => {
  for (const list of Object.keys(sorts)) {
    const token = (await get(list)).headers.get('touchstone-position') as string;
    const wait = (text: string) => api.call(`/sales/${list}`, { 'touchstone-wait-for': text, prefer: 'wait=0' });
    expect((await wait(token)).status).toBe(200);
    const later = Buffer.from(JSON.stringify({ stores: { sales: '006' } })).toString('base64url');
    expect(await wait(`t1.${later}`)).toMatchObject({ status: 504, body: { stage: 'projection' } });
  }
});
