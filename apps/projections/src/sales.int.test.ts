import {
  opportunityAssigned,
  opportunityOpened,
  opportunityReopened,
  opportunityWon,
  quotaSet,
  ratesSet,
  rateTableOpened,
  teamFormed,
  teamJoined,
  teamLeft,
  type EventData,
  type PlainEvent,
} from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { eventCodec, openVault, type SealingCodec, type Vault } from '@touchstone/personal-data';
import {
  attainmentReads,
  forecastReads,
  quotaAttainment,
  salesForecast,
  salesPipeline,
  salesTeams,
  teamReads,
} from '@touchstone/read-models';
import { runProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { departmentProjections } from './live-projections';
import { at, by, deal, factOf, money, naive, placeAt, type Deal } from './sales-deals.test-data';

let log: TestDatabase;
let read: TestDatabase;
let store: EventStore;
let vault: Vault;
let codec: SealingCodec;
beforeAll(async () => {
  [log, read] = await Promise.all([testDatabase(), testDatabase()]);
  store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  vault = await openVault({ pool: log.pool, wrappingKey: Buffer.alloc(32, 2) });
  codec = eventCodec(vault);
});
afterAll(async () => {
  await store.close();
  await vault.close();
  await Promise.all([log.drop(), read.drop()]);
});

let end = '';
const append = async (stream: string, data: unknown, day: number): Promise<void> => {
  const event: PlainEvent = {
    ...(data as EventData),
    id: crypto.randomUUID(),
    metadata: { source: 'sales-automation', time: at(day), participants: [], imported: true },
  };
  ({ position: end } = await store.append(stream, await codec.seal([event]), 'any'));
};

const ofDeals = [salesTeams, salesPipeline, salesForecast, quotaAttainment].map(({ name }) => name);
const followed = departmentProjections.sales.filter(({ name }) => ofDeals.includes(name));
const withRows = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const running = await runProjections({
    store,
    codec,
    pool: read.pool,
    projections: followed,
    owner: crypto.randomUUID(),
    slots: 1,
  });
  const slots = async () => Object.values((await running.progress()).slots).flatMap((each) => Object.values(each));
  await eventually(
    'the read models are level',
    slots,
    (all) => all.length === followed.length && all.every((one) => one >= end),
  );
  try {
    return await work();
  } finally {
    await running.drain();
  }
};

const forecast = forecastReads(salesForecast.schema);
const attainment = attainmentReads(quotaAttainment.schema, salesForecast.schema);
const tables = `TRUNCATE ${salesForecast.schema}.spans`;

const record = async (deals: readonly Deal[]): Promise<string[]> => {
  const ids = deals.map(() => crypto.randomUUID());
  for (const [index, { cents, changes }] of deals.entries()) {
    const id = ids[index] as string;
    const opened = opportunityOpened({
      opportunityId: id,
      account: 'acc-1',
      owner: 'ana',
      team: 'north',
      ...placeAt(0),
      amount: money(cents),
      expectedClose: '2025-12-31',
      products: [],
      by,
      openedAt: at(0),
    });
    // Told in the order in which they were drawn, which is not that of their days; the opening comes last.
    for (const one of changes) await append(`opportunity-${id}`, factOf(id, one), one[1]);
    await append(`opportunity-${id}`, opened, 0);
  }
  return ids;
};

describe('the forecast', () => {
  it('equals an independent sum over the facts up to any day, whatever the order in which they came', async () => {
    const told: Deal[] = [];
    const property = fc.asyncProperty(fc.array(deal, { minLength: 1, maxLength: 4 }), async (deals) => {
      await record(deals);
      told.push(...deals);
      await withRows(async () => {
        for (const day of [0, 50, 120, 200, 310]) {
          const rows = await forecast.rows(read.pool, { asOf: at(day), by: 'rep' });
          const found = Object.fromEntries(
            rows.map(({ key, weighted }) => [key, BigInt(Math.round(Number(weighted) * 10_000))]),
          );
          expect(found).toEqual(naive(told, day));
        }
      });
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  });

  it('of the past does not move when somebody changes the current rows by hand, and says what it heard late', async () => {
    await withRows(async () => {
      const asked = { asOf: at(100), by: 'stage' } as const;
      const before = await forecast.rows(read.pool, asked);
      await read.pool.query(
        `UPDATE ${salesPipeline.schema}.opportunities SET amount = 1, stage = 'dream', owner = 'eve'`,
      );
      expect(await forecast.rows(read.pool, asked)).toEqual(before);
      const late = await forecast.late(read.pool, at(100));
      expect(late.count).toBeGreaterThan(0);
      expect(late.imported).toBe(late.count);
    });
  });

  it('comes to the same rows when they are built anew from the log', async () => {
    const rows = async () =>
      (await read.pool.query(`SELECT * FROM ${salesForecast.schema}.spans ORDER BY opportunity_id, from_at`)).rows;
    const before = await rows();
    await read.pool.query(`${tables}; DELETE FROM touchstone.slots WHERE subscription = 'sales-forecast'`);
    await withRows(async () => expect(await rows()).toEqual(before));
  });

  it('shows the rate of the day in every currency, each sum in one', async () => {
    const rateTableId = crypto.randomUUID();
    const opened = rateTableOpened({ rateTableId, name: 'Monthly', base: 'EUR', by, openedAt: at(0) });
    await append(`rate_table-${rateTableId}`, opened, 0);
    for (const [from, rate] of [
      ['2025-01-01', '0.9'],
      ['2025-02-01', '0.8'],
      ['2025-01-01', '0.95'],
    ] as const)
      await append(
        `rate_table-${rateTableId}`,
        ratesSet({ rateTableId, from, rates: [{ currency: 'USD', rate }], by, setAt: at(1) }),
        1,
      );
    await withRows(async () => {
      const of = (day: string) => forecast.rates(read.pool, rateTableId, day);
      expect(await of('2024-12-31')).toEqual({ base: 'EUR', rates: [] });
      expect(await of('2025-01-31')).toMatchObject({ rates: [{ currency: 'USD', rate: '0.95', from: '2025-01-01' }] });
      expect(await of('2025-03-01')).toMatchObject({ rates: [{ rate: '0.8', from: '2025-02-01' }] });
      expect(await forecast.rates(read.pool, crypto.randomUUID(), '2025-03-01')).toBeUndefined();
    });
  });
});

describe('the attainment of a past quarter', () => {
  const question = { asOf: at(400), from: '2025-01-01', until: '2025-04-01', rep: 'dan' };
  const ask = async () => (await attainment.rows(read.pool, question))[0];
  const quotaId = crypto.randomUUID();
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  const won = (opportunityId: string, cents: number, day: number) =>
    append(
      `opportunity-${opportunityId}`,
      opportunityWon({ opportunityId, amount: money(cents), reason: 'service', by, wonAt: at(day) }),
      day,
    );
  const given = (opportunityId: string) =>
    append(
      `opportunity-${opportunityId}`,
      opportunityAssigned({ opportunityId, owner: 'dan', by, assignedAt: at(1) }),
      1,
    );

  it('is what was won in it', async () => {
    const quota = {
      quotaId,
      holder: { kind: 'rep' as const, id: 'dan' },
      from: '2025-01-01',
      until: '2025-04-01',
      amount: money(100_000),
    };
    await append(`quota-${quotaId}`, quotaSet({ ...quota, by, setAt: at(0) }), 0);
    await given(first);
    await won(first, 40_000, 30);
    await withRows(async () => expect(await ask()).toMatchObject({ won: '400', attainment: '0.4', late: 1 }));
  });

  it('does not move when the deal is reopened later: that counts back in the later one', async () => {
    const place = { ...placeAt(0), expectedClose: '2025-12-31' };
    const reopened = opportunityReopened({ opportunityId: first, ...place, by, reopenedAt: at(120) });
    await append(`opportunity-${first}`, reopened, 120);
    await withRows(async () => expect(await ask()).toMatchObject({ won: '400', attainment: '0.4' }));
  });

  it('moves by a win that is heard of late, and says so', async () => {
    await given(second);
    await won(second, 10_000, 80);
    await withRows(async () =>
      expect(await ask()).toMatchObject({ won: '500', attainment: '0.5', late: 2, lateAmount: '500' }),
    );
  });
});

describe('the teams', () => {
  it('say who leads whom on a day, as their facts do', async () => {
    const [teamId, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const tell = (id: string, data: unknown) => append(`team-${id}`, data, 1);
    await tell(teamId, teamFormed({ teamId, code: 'north', by }));
    await tell(teamId, teamJoined({ teamId, person: 'cleo', leads: true, from: '2025-02-01', by }));
    await tell(teamId, teamJoined({ teamId, person: 'ana', leads: false, from: '2025-01-01', by }));
    await tell(teamId, teamLeft({ teamId, person: 'ana', until: '2025-03-31', by }));
    await tell(teamId, teamJoined({ teamId, person: 'ana', leads: false, from: '2025-06-01', by }));
    await tell(other, teamJoined({ teamId: other, person: 'ben', leads: false, from: '2025-01-01', by }));
    const { ledOn } = teamReads(salesTeams.schema);
    await withRows(async () => {
      const led = (day: string) => ledOn(read.pool, 'cleo', day);
      expect(await led('2025-01-31')).toEqual([]);
      expect(await led('2025-03-31')).toEqual(['ana', 'cleo']);
      expect(await led('2025-04-01')).toEqual(['cleo']);
      expect(await led('2025-06-01')).toEqual(['ana', 'cleo']);
      expect(await ledOn(read.pool, 'ana', '2025-03-31')).toEqual([]);
    });
  });
});
