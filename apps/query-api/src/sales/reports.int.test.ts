import { quotaAttainment, salesForecast, salesTeams } from '@touchstone/read-models';
import { testDatabase } from '@touchstone/testing';
import { startedQueryApi, type StartedQueryApi } from '../testing/started.tables';

let api: StartedQueryApi;
const pipeline = '0190f3c4-0000-7000-8000-000000000102';
const rateTable = '0190f3c4-0000-7000-8000-000000000104';
const idOf = (n: number) => `0190f3c4-0000-7000-8000-0000000002${String(n).padStart(2, '0')}`;

const seedTable = (table: string, rows: readonly (readonly unknown[])[]) =>
  Promise.all(
    rows.map((row) =>
      api.pool.query(`INSERT INTO ${table} VALUES (${row.map((_, at) => `$${at + 1}`).join(', ')})`, [...row]),
    ),
  );
const { schema } = quotaAttainment;

beforeAll(async () => {
  const names = ['sales-pipeline', 'sales-forecast', 'quota-attainment', 'sales-teams', 'activity'];
  const levelAt = new Date().toISOString();
  const sales = { slots: Object.fromEntries(names.map((name) => [name, { 0: '005' }])), levelAt };
  const slots = {
    'customer-profile': { 0: '000' },
    'customer-timeline': { 0: '000' },
    'customer-identity': { 0: '000' },
  };
  api = await startedQueryApi(await testDatabase(), {
    repository: { inbox: {}, resolver: '000', head: '000', parked: [] },
    projections: { slots, levelAt, departments: { sales } },
  });
  const quarter = ['2026-01-01', '2026-04-01'];
  await seedTable(`${salesTeams.schema}.teams`, [
    [idOf(70), 'north'],
    [idOf(71), 'south'],
  ]);
  await seedTable(`${salesTeams.schema}.team_memberships`, [
    [idOf(70), 'cleo', '2020-01-01', null, true],
    [idOf(71), 'cleo', '2020-01-01', null, false],
  ]);
  const quotas = [
    ['rep', 'ana', '1.00', 'KWD'],
    ['rep', 'ben', '100', 'JPY'],
    ['team', 'north', '10', 'EUR'],
    ['team', 'south', '10', 'EUR'],
    ['rep', 'cleo', '10', 'EUR'],
  ] as const;
  await seedTable(
    `${schema}.quotas`,
    quotas.map(([kind, holder, amount, currency], n) => [idOf(n), kind, holder, ...quarter, amount, currency, false]),
  );
  await seedTable(
    `${schema}.quota_amounts`,
    quotas.map(([, , amount], n) => [idOf(n), '001', '2026-01-01Z', amount]),
  );
  const wins = (from: number, owner: string, team: string | null, amount: string, currency: string, count: number) =>
    Array.from({ length: count }, (_, n) => {
      const at = '2026-02-01T00:00:00Z';
      return [idOf(from + n), 'won', idOf(from + n), at, at, owner, team, amount, currency];
    });
  await seedTable(`${schema}.bookings`, [
    ...wins(20, 'ana', null, '0.125', 'KWD', 10),
    ...wins(30, 'ben', null, '0.333', 'EUR', 3),
    ...wins(40, 'dan', 'north', '7', 'EUR', 1),
  ]);
  await seedTable(`${salesForecast.schema}.rate_tables`, [[rateTable, 'Monthly', 'EUR']]);
  await seedTable(`${salesForecast.schema}.rates`, [
    [rateTable, 'JPY', '2026-01-01', '0.005', '001', '2026-01-01Z'],
    [rateTable, 'JPY', '2026-01-15', '0.006', '002', '2026-03-10Z'],
  ]);
});
afterAll(() => api.close());

interface Body extends Readonly<Record<string, unknown>> {
  readonly items: readonly { readonly holder: string; readonly kind: string }[];
  readonly next: string | null;
}
const get = async (path: string, who = 'key') => {
  const { status, body } = await api.call(`/sales/${path}`, { authorization: `Bearer ${who}` });
  return { status, body: body as unknown as Body };
};

describe('many filters at once', () => {
  const some = `owner=ana&team=q1&status=open&stage=proposal&account=a&pipeline=${pipeline}`;
  const closes = 'closesFrom=2026-01-01&closesUntil=2026-12-31';
  const quarters = `by=quarter&owner=ana&team=q1&pipeline=${pipeline}&from=2026-01-01&until=2026-12-31`;
  // On one connection, one after the other: two statements under one name fail whoever asks second.
  it.each([
    [`opportunities?${some}&${closes}&sort=amount`, `opportunities?${some}&${closes}&sort=-amount`],
    [`opportunities?${some}&minAmount=1&sort=openedAt`, `opportunities?${some}&minAmount=1&sort=changedAt`],
    [`forecast?${quarters}`, `forecast?${quarters}&asOf=2026-02-01`],
  ])('%s is answered, and %s after it', async (first, second) => {
    for (const who of ['key', 'ana'])
      for (const path of [first, second]) expect((await get(path, who)).status).toBe(200);
  });
});

describe('days and moments that there are not', () => {
  it.each([
    ['forecast/accuracy?from=2026-01-01&until=9999-12-31', '/until'],
    ['forecast/accuracy?from=2026-01-01&until=9998-12-31', '/until'],
    ['forecast/accuracy?from=0000-01-01&until=2026-01-01', '/from'],
    ['my-day?owner=ana&until=9999-12-31', '/until'],
    ['contacts-made?until=0001-01-01', '/until'],
    ['opportunities?closesFrom=2026-02-31', '/closesFrom'],
    ['forecast?from=2026-02-31', '/from'],
    ['forecast?asOf=2026-01-01T10Z', '/asOf'],
    ['forecast?asOf=2026-02-31', '/asOf'],
    ['forecast?asOf=2026-01-01T10:00:00', '/asOf'],
    ['attainment?asOf=9999-12-31T23:00:00-02:00', '/asOf'],
    ['attainment?asOf=2026-01-01T25:00:00Z', '/asOf'],
    ['attainment?from=2026-04-31', '/from'],
  ])('%s is refused, and the field is named', async (path, pointer) => {
    const { status, body } = await get(path);
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer })]]);
  });
  it.each(['2026-02-28', '2026-01-01T10:00:00Z', '2026-01-01T10:00:00.123456%2B0100', '9998-12-31T23:00Z'])(
    'as of %s is answered',
    async (asOf) => expect((await get(`forecast?asOf=${asOf}`)).status).toBe(200),
  );
});

describe('the attainment', () => {
  const quarter = 'attainment?from=2026-01-01&until=2026-04-01';
  const holders = async (path: string, who: string) =>
    (await get(path, who)).body.items.map(({ kind, holder }) => `${kind} ${holder}`);

  it('of a team is shown to whoever leads it, and to nobody beside', async () => {
    expect(await holders(`${quarter}&team=north`, 'cleo')).toEqual(['team north']);
    expect((await get(`${quarter}&team=north`, 'cleo')).body.items).toMatchObject([{ won: '7', attainment: '0.7' }]);
    expect(await holders(`${quarter}&team=south`, 'cleo')).toEqual([]);
    expect(await holders(quarter, 'cleo')).toEqual(['rep cleo', 'team north']);
    expect(await holders(quarter, 'ana')).toEqual(['rep ana']);
    expect(await holders(quarter, 'key')).toHaveLength(5);
  });

  it('rounds nothing but a conversion, and that once, to the minor unit of the currency', async () => {
    const of = async (query: string) => (await get(`${quarter}&${query}`)).body.items;
    expect(await of('owner=ana')).toMatchObject([{ won: '1.25', attainment: '1.25' }]);
    // 0.999 EUR at 0.006 are 166.5 yen; rounded one by one they would be 168.
    expect(await of(`owner=ben&rateTable=${rateTable}`)).toMatchObject([{ won: '167', unconverted: [] }]);
  });

  it('of the past knows the rates that were known then, and says what was said later', async () => {
    const { body } = await get(`${quarter}&owner=ben&rateTable=${rateTable}&asOf=2026-03-01`);
    expect(body).toMatchObject({ items: [{ won: '200' }], lateFacts: { count: 1, imported: 0 } });
    const past = await get(`${quarter}&owner=ben&asOf=2025-12-31`);
    expect(past.body).toMatchObject({ items: [], lateFacts: { count: 1 } });
  });

  it('without a moment shows what is known, also by a clock that goes before', async () => {
    const { schema: of } = salesForecast;
    const day = new Date().toISOString().slice(0, 10);
    await api.pool.query(
      `INSERT INTO ${of}.rates VALUES ($1, 'GBP', '2026-01-01', 1.5, '003', now() + interval '1 day')`,
      [rateTable],
    );
    await api.pool.query(
      `INSERT INTO ${of}.spans (opportunity_id, from_at, until_at, status, owner, amount, currency, products, expected_close)
      VALUES ($1, '2026-01-01Z', 'infinity', 'open', 'ana', 2, 'GBP', '[]', '2026-12-31')`,
      [idOf(60)],
    );
    const converted = async (query: string) => (await get(`forecast?rateTable=${rateTable}${query}`)).body['converted'];
    expect(await converted('')).toMatchObject({ amount: '3', unconverted: [] });
    expect(await converted(`&asOf=${day}`)).toMatchObject({ amount: '0', unconverted: ['GBP'] });
  });

  it('goes on where a page ended', async () => {
    const whole = await holders(quarter, 'key');
    const paged: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await get(`${quarter}&limit=2${cursor}`);
      paged.push(...body.items.map(({ kind, holder }) => `${kind} ${holder}`));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(paged).toEqual(whole);
    expect(
      (await get(`${quarter}&limit=2&team=north&cursor=${(await get(`${quarter}&limit=2`)).body.next}`)).status,
    ).toBe(400);
  });
});
