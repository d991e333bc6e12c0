import {
  opportunityOpened,
  pipelinePublished,
  quotaSet,
  ratesSet,
  rateTableOpened,
  type EventData,
} from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { eventCodec, openVault, type SealingCodec, type Vault } from '@touchstone/personal-data';
import { forecastReads, quotaAttainment, salesForecast, salesPipeline, schemaOf } from '@touchstone/read-models';
import {
  giveUp,
  listBuilds,
  requestComparison,
  requestRebuild,
  runProjections,
  switchBuild,
  type RunningProjections,
} from '@touchstone/subscriptions';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { departmentProjections } from './live-projections';
import { at, by, deal, factOf, money, naive, placeAt, type Deal } from './sales-deals.test-data';

let log: TestDatabase;
let read: TestDatabase;
let store: EventStore;
let vault: Vault;
let codec: SealingCodec;
let running: RunningProjections;
const deals: Deal[] = fc.sample(deal, { numRuns: 30, seed: 7 });
const ofDeals = [salesPipeline, salesForecast, quotaAttainment].map(({ name }) => name);
const projections = departmentProjections.sales.filter(({ name }) => ofDeals.includes(name));

const append = async (stream: string, data: unknown, participants: string[] = []): Promise<void> => {
  const metadata = { source: 'sales-automation', time: at(1), participants, imported: true as const };
  const event = { ...(data as EventData), id: crypto.randomUUID(), metadata };
  await store.append(stream, await codec.seal([event]), 'any');
};

const record = async ({ cents, changes }: Deal, account: string): Promise<void> => {
  const opportunityId = crypto.randomUUID();
  const stream = `opportunity-${opportunityId}`;
  const place = { ...placeAt(0), expectedClose: '2025-12-31', products: [] };
  const opened = { opportunityId, account, owner: 'ana', amount: money(cents), ...place, by, openedAt: at(0) };
  await append(stream, opportunityOpened(opened), [`subject:account:${'ab'.repeat(16)}`]);
  for (const one of changes) await append(stream, factOf(opportunityId, one));
};

beforeAll(async () => {
  [log, read] = await Promise.all([testDatabase(), testDatabase()]);
  store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  vault = await openVault({ pool: log.pool, wrappingKey: Buffer.alloc(32, 2) });
  codec = eventCodec(vault);
  const [rateTableId, quotaId, { pipelineId }] = [crypto.randomUUID(), crypto.randomUUID(), placeAt(0)];
  const stages = [{ stage: 'qualified', name: 'Qualified', probability: '0.1' }];
  const published = { pipelineId, name: 'Direct', version: 1, stages, by, publishedAt: at(0) };
  await append(`pipeline-${pipelineId}`, pipelinePublished(published));
  await append(
    `rate_table-${rateTableId}`,
    rateTableOpened({ rateTableId, name: 'R', base: 'EUR', by, openedAt: at(0) }),
  );
  const usd = [{ currency: 'USD', rate: '0.9' }];
  await append(
    `rate_table-${rateTableId}`,
    ratesSet({ rateTableId, from: '2025-01-01', rates: usd, by, setAt: at(1) }),
  );
  const quarter = { from: '2025-01-01', until: '2025-04-01', amount: money(1000) };
  const holder = { kind: 'rep' as const, id: 'ana' };
  await append(`quota-${quotaId}`, quotaSet({ quotaId, holder, ...quarter, by, setAt: at(0) }));
  for (const [index, one] of deals.entries()) await record(one, `acc-${index}`);
  const pace = { slots: 2, buildsEveryMs: 20, rebuildShare: 1, pageSize: 50, windowPages: 2 };
  const owner = crypto.randomUUID();
  running = await runProjections({ store, codec, pool: read.pool, projections, owner, ...pace });
});
afterAll(async () => {
  await running.drain();
  await store.close();
  await vault.close();
  await Promise.all([log.drop(), read.drop()]);
});

const rebuilds = () => ({ pool: read.pool, schema: 'touchstone', projections });
const buildOf = async (projection: string, wanted: string) => {
  const lists = await listBuilds(rebuilds(), store);
  return lists.find((one) => one.projection === projection)?.builds.find(({ build }) => build === wanted);
};
const isLevel = (projection: string, build: string) =>
  eventually(
    `build ${build} of ${projection} is level`,
    () => buildOf(projection, build),
    (one) => one?.levelAt != null && one.share === 1,
  );
const compared = async (projection: string, build: string) => {
  await requestComparison({ ...rebuilds(), projection });
  const one = await eventually(
    `build ${build} of ${projection} is compared`,
    () => buildOf(projection, build),
    (found) => found?.comparison != null && !found.comparing,
  );
  return one?.comparison;
};

const tell = async (): Promise<number> => {
  const one = fc.sample(deal, 1)[0] as Deal;
  deals.push(one);
  await record(one, 'acc-late');
  return deals.reduce((facts, { changes }) => facts + 1 + changes.length, 0);
};
const rowsIn = async (text: string): Promise<number> => Number((await read.pool.query(text)).rows[0]?.n);

describe.each(projections.map(({ name, schema }) => ({ name, schema })))('$name', ({ name, schema }) => {
  const next = schemaOf(name, 1, 2);
  const facts = 'opportunity_facts';

  it('is built afresh beside what answers, equals it in every row, and a wrong row refuses the switch', async () => {
    await isLevel(name, '1');
    const build = await requestRebuild({ ...rebuilds(), projection: name, slots: 2, by: 'a test' });
    expect(build).toEqual({ name, version: 1, generation: 2 });
    await isLevel(name, '1.2');
    const equal = await compared(name, '1.2');
    expect(equal).toMatchObject({ refused: 0, other: 0, remarks: [] });
    const empty = equal?.tables.filter(({ built }) => built === 0).map(({ table }) => table);
    expect(empty).toEqual(['incomplete_identities']);

    const flip = `UPDATE ${next}.${facts} SET late = NOT late WHERE event_id = (SELECT min(event_id::text)::uuid FROM ${next}.${facts})`;
    await read.pool.query(flip);
    expect(await compared(name, '1.2')).toMatchObject({ refused: 1, other: 0 });
    const switching = switchBuild({ ...rebuilds(), projection: name, accept: true });
    await expect(switching).rejects.toMatchObject({ code: 'must-equal' });
    await read.pool.query(flip);
    expect(await compared(name, '1.2')).toMatchObject({ refused: 0, other: 0 });
  });

  it('is switched to and goes on from there, and the one before is dropped', async () => {
    expect(await switchBuild({ ...rebuilds(), projection: name, accept: false })).toMatchObject({ live: '1.2' });
    const told = await tell();
    const count = (of: string) => rowsIn(`SELECT count(*) AS n FROM ${of}.${facts}`);
    for (const where of [schema, next])
      await eventually(
        `${told} facts in ${where}`,
        () => count(where),
        (rows) => rows === told,
      );
    await giveUp({ ...rebuilds(), projection: name }, 'previous');
    const isThere = () => rowsIn(`SELECT count(*) AS n FROM pg_namespace WHERE nspname = '${schema}'`);
    await eventually('the version before is gone', isThere, (n) => n === 0);
    const again = await tell();
    await eventually(
      `${again} facts`,
      () => count(next),
      (rows) => rows === again,
    );
  });
});

it('a forecast of the next generation equals an independent sum over the facts', async () => {
  const reads = forecastReads(schemaOf('sales-forecast', 1, 2));
  const found = async () => {
    const rows = await reads.rows(read.pool, { asOf: at(310), by: 'rep' });
    return Object.fromEntries(rows.map(({ key, weighted }) => [key, BigInt(Math.round(Number(weighted) * 10_000))]));
  };
  const told = deals.reduce((facts, { changes }) => facts + 1 + changes.length, 0);
  const held = () => rowsIn(`SELECT count(*) AS n FROM ${schemaOf('sales-forecast', 1, 2)}.opportunity_facts`);
  // What was told last was waited for in another read model only.
  await eventually(`${told} facts`, held, (rows) => rows === told);
  expect(await found()).toEqual(naive(deals, 310));
});
