import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, type OpenSales } from '../running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
  const organisation = { name: 'Looms' };
  const account = (await sales.post('ana', 'accounts', { organisation })).body.id;
  const contact = (await sales.post('ana', 'contacts', { person: { name: 'Ada' } })).body.id;
  Object.assign(wish, { account, contact });
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const stages = [
  { stage: 'qualified', name: 'Qualified', probability: '0.1' },
  { stage: 'proposal', name: 'Proposal', probability: '0.5' },
];
const published = async () => (await sales.post('admin', 'pipelines', { name: 'New business', stages })).body.id;
const wish = {
  name: 'Seats for Leeds',
  amount: { amount: '0.3', currency: 'EUR' },
  expectedClose: '2099-06-30',
};

it('takes a deal from its opening to the win, and keeps its name sealed', async () => {
  const pipelineId = await published();
  const made = await sales.post('ana', 'opportunities', { ...wish, pipelineId });
  expect(made).toMatchObject({ status: 201, body: { version: 0 } });
  const { id } = made.body;
  const again = [{ ...stages[0] }, { ...stages[1], probability: '0.6' }];
  expect(
    await sales.post('admin', `pipelines/${pipelineId}/publish`, { name: 'New business', stages: again }),
  ).toMatchObject({ status: 200 });
  expect(await sales.post('ana', `opportunities/${id}/move`, { stage: 'proposal' })).toMatchObject({ status: 200 });
  expect(await sales.post('ana', `opportunities/${id}/win`, { reason: 'service', margin: '0.1' })).toMatchObject({
    status: 200,
  });
  expect((await sales.get('ana', `opportunities/${id}`)).body).toMatchObject({
    status: 'won',
    name: wish.name,
    owner: 'ana',
    amount: wish.amount,
    steps: [
      { stage: 'qualified', pipelineVersion: 1, probability: '0.1' },
      { stage: 'proposal', pipelineVersion: 2, probability: '0.6' },
      { status: 'won', reason: 'service' },
    ],
    stages: [{ stage: 'qualified' }, { stage: 'proposal' }],
  });
  const { events } = await sales.store.readStream(`opportunity-${id}`);
  expect(JSON.stringify(events)).not.toMatch(/Leeds/);
  expect(events[0]?.metadata.participants.map((one) => one.replace(/:[0-9a-f]{32}$/, ''))).toEqual([
    'subject:contact',
    'organisation:account',
  ]);
});

it('refuses what breaks a rule, and names field and rule', async () => {
  const pipelineId = await published();
  const open = (more: object, who = 'ana') => sales.post(who, 'opportunities', { ...wish, pipelineId, ...more });
  expect(await open({ stage: 'dream' })).toMatchObject({
    status: 422,
    body: { rule: 'unknown-stage', field: '/stage' },
  });
  expect(await open({ expectedClose: '2020-01-01' })).toMatchObject({
    status: 422,
    body: { rule: 'close-before-open' },
  });
  expect(await open({ amount: { amount: '-1', currency: 'EUR' } })).toMatchObject({ status: 400 });
  expect(await open({ amount: { amount: 0.3, currency: 'EUR' } })).toMatchObject({ status: 400 });
  const { id } = (await open({})).body;
  expect(await sales.post('ben', `opportunities/${id}/win`, { reason: 'x' })).toMatchObject({
    status: 403,
    body: { rule: 'not-yours' },
  });
  expect(
    await sales.post('ana', `opportunities/${id}/move`, { stage: 'proposal' }, { 'if-match': '"7"' }),
  ).toMatchObject({
    status: 412,
  });
  expect(await sales.typesOf(`opportunity-${id}`)).toEqual(['sales.opportunity.opened']);
});

it('keeps rates and quotas; a rep sets nobody a quota', async () => {
  const table = await sales.post('admin', 'rates', { name: 'Monthly', base: 'EUR' });
  const rates = { from: '2026-03-01', rates: [{ currency: 'USD', rate: '0.9' }] };
  expect(await sales.post('admin', `rates/${table.body.id}/set`, rates)).toMatchObject({ status: 200 });
  expect((await sales.get('ana', `rates/${table.body.id}`)).body).toMatchObject({
    base: 'EUR',
    days: { '2026-03-01': { USD: '0.9' } },
  });
  const quota = {
    holder: { kind: 'rep', id: 'ana' },
    from: '2026-01-01',
    until: '2026-04-01',
    amount: { amount: '100', currency: 'EUR' },
  };
  const set = await sales.post('admin', 'quotas', quota);
  expect(set).toMatchObject({ status: 201 });
  expect((await sales.get('ana', `quotas/${set.body.id}`)).body).toMatchObject({ status: 'in-force', ...quota });
  expect((await sales.get('ben', `quotas/${set.body.id}`)).status).toBe(403);
  const ofTeam = (await sales.post('admin', 'quotas', { ...quota, holder: { kind: 'team', id: 'north' } })).body.id;
  const revised = { amount: { amount: '1', currency: 'EUR' } };
  // Cleo is a manager, and leads nobody.
  for (const [path, body] of [
    [`quotas/${ofTeam}/revise`, revised],
    [`quotas/${ofTeam}/withdraw`, {}],
  ] as const)
    expect(await sales.post('cleo', path, body)).toMatchObject({ status: 403, body: { rule: 'not-yours' } });
  const { id } = (await sales.post('admin', 'teams', { code: 'north' })).body;
  await sales.post('admin', `teams/${id}/join`, { person: 'cleo', from: '2020-01-01', leads: true });
  await eventually(
    'the lead of the team may revise its quota',
    () => sales.post('cleo', `quotas/${ofTeam}/revise`, revised),
    ({ status }) => status === 200,
  );
  expect(await sales.post('ana', 'quotas', quota)).toMatchObject({ status: 409, body: { rule: 'wrong-role' } });
});
