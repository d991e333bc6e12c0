import { opportunityOpened, ratesSet, rateTableOpened } from '@touchstone/contracts';
import { forecastReads, salesForecast, salesPipeline } from '@touchstone/read-models';
import { eventually, testDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { at, by, deal, factOf, money, naive, placeAt, type Deal } from './sales-deals.test-data';
import { followedDeals, type FollowedDeals } from './testing/followed-deals';

let followed: FollowedDeals;
beforeAll(async () => (followed = await followedDeals(await testDatabase(), await testDatabase(), eventually)));
afterAll(() => followed.close());

const forecast = forecastReads(salesForecast.schema);
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
    for (const one of changes) await followed.append(`opportunity-${id}`, factOf(id, one), one[1]);
    await followed.append(`opportunity-${id}`, opened, 0);
  }
  return ids;
};

describe('the forecast', () => {
  it('equals an independent sum over the facts up to any day, whatever the order in which they came', async () => {
    const told: Deal[] = [];
    const property = fc.asyncProperty(fc.array(deal, { minLength: 1, maxLength: 4 }), async (deals) => {
      await record(deals);
      told.push(...deals);
      await followed.withRows(async () => {
        for (const day of [0, 50, 120, 200, 310]) {
          const rows = await forecast.rows(followed.pool, { asOf: at(day), by: 'rep' });
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
    await followed.withRows(async () => {
      const asked = { asOf: at(100), by: 'stage' } as const;
      const before = await forecast.rows(followed.pool, asked);
      await followed.pool.query(
        `UPDATE ${salesPipeline.schema}.opportunities SET amount = 1, stage = 'dream', owner = 'eve'`,
      );
      expect(await forecast.rows(followed.pool, asked)).toEqual(before);
      const late = await forecast.late(followed.pool, { asOf: at(100) });
      expect(late.count).toBeGreaterThan(0);
      expect(late.imported).toBe(late.count);
      // Of what was asked for, and of nothing else.
      const ofSome = await Promise.all(
        ['ana', 'ben', 'cleo'].map((owner) => forecast.late(followed.pool, { asOf: at(100), owner })),
      );
      expect(ofSome.reduce((sum, { count }) => sum + count, 0)).toBe(late.count);
      const reach = { owners: ['nobody'], unowned: false };
      expect(await forecast.late(followed.pool, { asOf: at(100), reach })).toEqual({ count: 0, imported: 0 });
    });
  });

  it('comes to the same rows when they are built anew from the log', async () => {
    const rows = async () =>
      (await followed.pool.query(`SELECT * FROM ${salesForecast.schema}.spans ORDER BY opportunity_id, from_at`)).rows;
    const before = await rows();
    await followed.pool.query(`${tables}; DELETE FROM touchstone.slots WHERE subscription = 'sales-forecast'`);
    await followed.withRows(async () => expect(await rows()).toEqual(before));
  });

  it('shows the rate of the day in every currency, each sum in one', async () => {
    const rateTableId = crypto.randomUUID();
    const opened = rateTableOpened({ rateTableId, name: 'Monthly', base: 'EUR', by, openedAt: at(0) });
    await followed.append(`rate_table-${rateTableId}`, opened, 0);
    for (const [from, rate, day] of [
      ['2025-01-01', '0.9', 0],
      ['2025-02-01', '0.8', 1],
      ['2025-01-01', '0.95', 1],
      // Told on 10 April, for what holds since 1 March.
      ['2025-03-01', '0.7', 99],
    ] as const)
      await followed.append(
        `rate_table-${rateTableId}`,
        ratesSet({ rateTableId, from, rates: [{ currency: 'USD', rate }], by, setAt: at(day) }),
        day,
      );
    await followed.withRows(async () => {
      const of = (asOf: string) => forecast.rates(followed.pool, rateTableId, asOf, asOf);
      expect(await of('2024-12-31T23:59:59Z')).toEqual({ base: 'EUR', rates: [] });
      expect(await of('2025-01-01T12:00:00Z')).toMatchObject({ rates: [{ currency: 'USD', rate: '0.9' }] });
      expect(await of('2025-01-31T00:00:00Z')).toMatchObject({ rates: [{ rate: '0.95', from: '2025-01-01' }] });
      expect(await of('2025-03-15T00:00:00Z')).toMatchObject({ rates: [{ rate: '0.8', from: '2025-02-01' }] });
      expect(await of('2025-04-11T00:00:00Z')).toMatchObject({ rates: [{ rate: '0.7', from: '2025-03-01' }] });
      const late = (asOf: string) => forecast.lateRates(followed.pool, rateTableId, asOf);
      expect(await late('2025-03-15T00:00:00Z')).toEqual({ count: 1, imported: 0 });
      for (const asOf of ['2025-02-15T00:00:00Z', '2025-04-11T00:00:00Z'])
        expect(await late(asOf)).toEqual({ count: 0, imported: 0 });
      expect(await forecast.rates(followed.pool, crypto.randomUUID(), at(59), at(59))).toBeUndefined();
    });
  });
});
