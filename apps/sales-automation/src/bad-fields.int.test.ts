import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, type OpenSales } from './running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
let contact: string;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
  contact = (await sales.post('ana', 'contacts', { person: { name: 'Ada' } })).body.id;
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const lead = { channel: 'phone', person: { name: 'Ada' } };
const call = (more: object = {}) => ({ kind: 'call', contactId: contact, ...more });
const lines = [{ productId: '0190f3c4-0000-7000-8000-000000000202', quantity: '1' }];
const quote = { channel: 'phone', currency: 'EUR', jurisdiction: 'DE', lines };

/** How many events there are; a refused command leaves as many. */
const recorded = async (): Promise<number> =>
  Number((await log.pool.query('SELECT count(*) AS n FROM store_sales.events')).rows[0].n);

describe('a field that is null, or says no time that there is, is refused, and no error of the service', () => {
  const refusedAlone: Readonly<Record<string, readonly [string, () => object]>> = {
    ...Object.fromEntries(
      ['note', 'country', 'origin', 'owner'].map((field) => [
        `a lead with ${field} null`,
        ['leads', () => ({ ...lead, [field]: null })],
      ]),
    ),
    ...Object.fromEntries(
      ['email', 'company'].map((field) => [
        `a person with ${field} null`,
        ['leads', () => ({ ...lead, person: { name: 'Ada', [field]: null } })],
      ]),
    ),
    ...Object.fromEntries(
      ['note', 'topic', 'outcome', 'opportunityId', 'dueAt'].map((field) => [
        `a call with ${field} null`,
        ['activities', () => call({ [field]: null })],
      ]),
    ),
    'a quote with a recipient that is null': ['quotes', () => ({ ...quote, customer: { contact }, recipient: null })],
    ...Object.fromEntries(
      [
        ...['+2026-01-01T00:00:00Z', '2026-W01-1T00:00:00Z', '20260101T000000Z', '2026-01-01T10Z'],
        ...['9999-12-31T23:30:00-01:00', '0000-01-01T00:00:00+01:00', '2026-02-30T00:00:00Z'],
      ].map((dueAt) => [`a call that is due ${dueAt}`, ['activities', () => call({ dueAt })]]),
    ),
  };
  it.each(Object.entries(refusedAlone))('%s', async (_, [path, body]) => {
    const before = await recorded();
    expect(await sales.post('ana', path, body())).toMatchObject({ status: 400, body: { status: 400 } });
    expect(await recorded()).toBe(before);
  });
});
