import { quotaAttainment, salesForecast, salesPipeline, salesTeams } from '@touchstone/read-models';
import { salesReach, testDatabase } from '@touchstone/testing';
import { startedQueryApi, type StartedQueryApi } from '../testing/started.tables';

let api: StartedQueryApi;
const position = '000';
const slots = {
  'customer-profile': { 0: position },
  'customer-timeline': { 0: position },
  'customer-identity': { 0: position },
  'customer-sales': { 0: position },
};
const names = ['sales-pipeline', 'sales-forecast', 'quota-attainment', 'sales-teams'];
const sales = Object.fromEntries(names.map((name) => [name, { 0: '005' }]));
const levelAt = new Date().toISOString();
const pipeline = '0190f3c4-0000-7000-8000-000000000102';
const rateTable = '0190f3c4-0000-7000-8000-000000000104';
const idOf = (n: number) => `0190f3c4-0000-7000-8000-0000000002${String(n).padStart(2, '0')}`;

interface Deal {
  readonly n: number;
  readonly owner: string;
  readonly stage: string;
  readonly chance: string;
  readonly amount: string;
  readonly currency?: string;
  readonly products?: object[];
}
const deals: readonly Deal[] = [
  { n: 1, owner: 'ana', stage: 'proposal', chance: '0.5', amount: '0.10' },
  {
    n: 2,
    owner: 'ana',
    stage: 'proposal',
    chance: '0.5',
    amount: '0.20',
    products: [{ productId: 'seat', amount: '0.15' }],
  },
  { n: 3, owner: 'ben', stage: 'qualified', chance: '0.1', amount: '1000' },
  { n: 4, owner: 'ben', stage: 'qualified', chance: '0.1', amount: '100', currency: 'USD' },
];

const seed = async () => {
  const { pool } = api;
  for (const { n, owner, stage, chance, amount, currency = 'EUR', products = [] } of deals) {
    const values = [
      idOf(n),
      owner,
      pipeline,
      stage,
      chance,
      amount,
      currency,
      JSON.stringify(products),
      `2026-0${n}-15`,
    ];
    await pool.query(
      `INSERT INTO ${salesPipeline.schema}.opportunities (opportunity_id, status, owner, pipeline_id, pipeline_version, stage,
         probability, amount, currency, products, competitors, expected_close, opened_at, stage_since, changed_at)
       VALUES ($1, 'open', $2, $3, 1, $4, $5, $6, $7, $8, '{acme}', $9, '2026-01-01Z', '2026-01-01Z', '2026-01-01Z')`,
      values,
    );
    await pool.query(
      `INSERT INTO ${salesForecast.schema}.spans (opportunity_id, from_at, until_at, status, owner, pipeline_id, stage,
         probability, amount, currency, products, expected_close)
       VALUES ($1, '2026-01-01Z', 'infinity', 'open', $2, $3, $4, $5, $6, $7, $8, $9)`,
      values,
    );
  }
  await pool.query(`INSERT INTO ${salesForecast.schema}.rate_tables VALUES ($1, 'Monthly', 'EUR')`, [rateTable]);
  await pool.query(
    `INSERT INTO ${salesForecast.schema}.rates VALUES ($1, 'USD', '2026-01-01', 0.9, '', '2026-01-01Z')`,
    [rateTable],
  );
  await pool.query(
    `INSERT INTO ${quotaAttainment.schema}.quotas VALUES ($1, 'rep', 'ana', '2026-01-01', '2026-04-01', 100, 'EUR', false)`,
    [idOf(90)],
  );
  await pool.query(`INSERT INTO ${quotaAttainment.schema}.quota_amounts VALUES ($1, '001', '2026-01-01Z', 100)`, [
    idOf(90),
  ]);
  const book = (n: number, at: string, recorded: string, amount: string, currency: string) =>
    pool.query(`INSERT INTO ${quotaAttainment.schema}.bookings VALUES ($1, 'won', $1, $2, $3, 'ana', NULL, $4, $5)`, [
      ...[idOf(n), at, recorded, amount, currency],
    ]);
  await book(50, '2026-01-20T00:00:00Z', '2026-01-20T00:00:00Z', '50', 'EUR');
  await book(51, '2026-02-20T00:00:00Z', '2026-05-20T00:00:00Z', '10', 'USD');
};

beforeAll(async () => {
  api = await startedQueryApi(await testDatabase(), {
    repository: { inbox: {}, resolver: position, head: position, parked: [] },
    projections: { slots, levelAt, departments: { sales: { slots: sales, levelAt } } },
  });
  await seed();
});
afterAll(() => api.close());

interface Body extends Readonly<Record<string, unknown>> {
  readonly items: readonly { readonly id: string }[];
}

const as = (who: string) => ({ authorization: `Bearer ${who}` });
const get = async (path: string, who = 'key') => {
  const { status, body, headers } = await api.call(`/sales/${path}`, as(who));
  return { status, headers, body: body as unknown as Body };
};

describe('the list of opportunities', () => {
  it.each(['expectedClose', '-expectedClose', 'amount', '-amount', 'openedAt', '-changedAt'])(
    'sorted by %s goes on where a page ended',
    async (sort) => {
      const whole = await get(`opportunities?sort=${sort}`);
      const ids = whole.body.items.map(({ id }) => id);
      const paged: string[] = [];
      for (let cursor = ''; ;) {
        const { body } = await get(`opportunities?sort=${sort}&limit=1${cursor}`);
        paged.push(...body.items.map(({ id }) => id));
        if (body['next'] === null) break;
        cursor = `&cursor=${String(body['next'])}`;
      }
      expect(paged).toEqual(ids);
      expect(ids).toHaveLength(deals.length);
    },
  );
  it.each([
    ['owner=ben', 2],
    ['stage=proposal&status=open', 2],
    ['status=won', 0],
    ['closesFrom=2026-02-01&closesUntil=2026-04-01', 2],
    ['minAmount=100', 2],
    ['competitor=acme', 4],
    ['competitor=other', 0],
  ])('narrowed by %s has %i', async (filter, count) => {
    expect((await get(`opportunities?${filter}`)).body.items).toHaveLength(count);
  });
  it.each(['sort=name', 'status=lost%00', 'closesFrom=today', 'minAmount=-1', 'pipeline=x', 'limit=0'])(
    'refuses %s',
    async (filter) => expect((await get(`opportunities?${filter}`)).status).toBe(400),
  );
});

describe('who sees what', () => {
  const { members, owners, callers, refusal } = salesReach;
  const cases = callers.flatMap(({ person, role, reaches }) =>
    owners.map((owner) => ({
      who: person ?? 'key',
      role,
      owner,
      isReached: (reaches as readonly string[]).includes(owner),
    })),
  );
  beforeAll(async () => {
    const names = [...new Set(members.map(({ team }) => team))];
    for (const { team, person, leads, from, ...left } of members)
      await api.pool.query(`INSERT INTO ${salesTeams.schema}.team_memberships VALUES ($1, $2, $3, $4, $5)`, [
        ...[idOf(70 + names.indexOf(team)), person, from, 'until' in left ? left.until : null, leads],
      ]);
  });
  it.each(cases)('$role $who and what $owner owns: $isReached', async ({ who, owner, isReached }) => {
    for (const path of ['opportunities', 'pipeline', 'forecast', 'attainment']) {
      const { status, body } = await get(`${path}?owner=${owner}`, who);
      expect({ ...body, status }).toMatchObject(isReached ? { status: 200 } : refusal);
    }
  });
  it('a manager sees the deals of the team, and not those of others', async () => {
    const ownersOf = async (who: string) => {
      const { items } = (await get('opportunities', who)).body;
      return [...new Set(items.map((item) => (item as unknown as { owner: string }).owner))].sort();
    };
    expect(await ownersOf('cleo')).toEqual(['ana']);
    expect(await ownersOf('key')).toEqual(['ana', 'ben']);
  });

  it('a rep sees own records, and asks about nobody else', async () => {
    expect((await get('opportunities', 'ana')).body.items).toHaveLength(2);
    expect((await get('forecast', 'ana')).body['groups']).toMatchObject([{ key: 'proposal' }]);
    expect((await get('pipeline', 'ana')).body.items).toHaveLength(1);
    for (const path of ['opportunities', 'pipeline', 'forecast', 'attainment'])
      expect(await get(`${path}?owner=ben`, 'ana')).toMatchObject({ status: 403, body: { rule: 'not-yours' } });
  });
});

describe('the reports', () => {
  it('sum decimals exactly, each currency apart', async () => {
    const { body } = await get('forecast?asOf=2026-02-01');
    expect(body['groups']).toEqual([
      { key: 'proposal', sums: [{ currency: 'EUR', count: 2, amount: '0.3', weighted: '0.15' }] },
      {
        key: 'qualified',
        sums: [
          { currency: 'EUR', count: 1, amount: '1000', weighted: '100' },
          { currency: 'USD', count: 1, amount: '100', weighted: '10' },
        ],
      },
    ]);
    expect(body).not.toHaveProperty('converted');
    expect((await get('forecast?asOf=2025-12-31')).body['groups']).toEqual([]);
  });
  it('convert by the rate of the day, and show it', async () => {
    expect((await get(`forecast?asOf=2026-02-01&rateTable=${rateTable}`)).body).toMatchObject({
      converted: { currency: 'EUR', amount: '1090.3', weighted: '109.15', unconverted: [] },
      rates: [{ currency: 'USD', rate: '0.9', from: '2026-01-01' }],
    });
    expect((await get(`forecast?rateTable=${idOf(1)}`)).status).toBe(400);
  });
  it.each(['stage', 'month', 'quarter', 'rep', 'team', 'product'])('come to the same sum by %s', async (by) => {
    const { body } = await get(`forecast?asOf=2026-02-01&by=${by}&rateTable=${rateTable}`);
    expect(body['converted']).toMatchObject({ amount: '1090.3', weighted: '109.15' });
  });
  it('show stages in every currency', async () => {
    expect((await get('pipeline')).body.items).toMatchObject([
      { stage: 'proposal', currency: 'EUR', count: 2, amount: '0.3', weighted: '0.15' },
      { stage: 'qualified', currency: 'EUR', amount: '1000' },
      { stage: 'qualified', currency: 'USD', amount: '100' },
    ]);
  });
  it('hold a forecast against what was won', async () => {
    const { body } = await get(`forecast/accuracy?from=2026-01-01&until=2026-04-01&rateTable=${rateTable}`);
    expect(body.items).toMatchObject([
      { period: '2026-01', forecast: '0.05', actual: '50' },
      { period: '2026-02', forecast: '0.1', actual: '9' },
      { period: '2026-03', forecast: '100', actual: '0' },
    ]);
    // |50 - 0.05| / 50 and |9 - 0.1| / 9, on average; 100.15 - 59 of 59.
    expect(body['errors']).toEqual([{ currency: 'EUR', mape: 0.9939, bias: 0.6975 }]);
    expect((await get('forecast/accuracy')).status).toBe(400);
  });
  it('show quotas with what was won, and what of it was heard of late', async () => {
    const plain = (await get('attainment?from=2026-01-01&until=2026-04-01')).body.items;
    expect(plain).toMatchObject([{ won: '50', attainment: '0.5', late: 1, unconverted: [{ currency: 'USD' }] }]);
    const { body } = await get(`attainment?from=2026-01-01&until=2026-04-01&rateTable=${rateTable}`);
    expect(body.items).toMatchObject([
      { won: '59', attainment: '0.59', late: 1, lateAmount: '9', unconverted: [], rates: [{ rate: '0.9' }] },
    ]);
    expect((await get('attainment?from=2026-01-01&until=2026-04-01', 'ben')).body.items).toEqual([]);
  });
  it('say how far the department is, and wait for a position of its store only', async () => {
    const { headers } = await get('pipeline');
    const token = headers.get('touchstone-position') as string;
    const wait = (text: string) => api.call('/sales/pipeline', { 'touchstone-wait-for': text, prefer: 'wait=0' });
    expect((await wait(token)).status).toBe(200);
    const later = Buffer.from(JSON.stringify({ stores: { sales: '006' } })).toString('base64url');
    expect(await wait(`t1.${later}`)).toMatchObject({ status: 504, body: { stage: 'projection' } });
  });
});
