import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { activityModel } from './activity/model';
import { activityReads } from './activity/reads';
import { customerIdentity } from './customer-identity/model';
import { customerProfile } from './customer-profile/model';
import { orderModel } from './order/model';
import { orderReads } from './order/reads';
import { quotaAttainment } from './quota-attainment/model';
import { attainmentReads } from './quota-attainment/reads';
import { quoteModel } from './quote/model';
import { quoteReads } from './quote/reads';
import type { Queryable } from './reading/queryable';
import { salesForecast } from './sales-forecast/model';
import { forecastReads } from './sales-forecast/reads';
import { salesRecords } from './sales-records/model';
import { recordReads } from './sales-records/reads';

const models = [
  ...[activityModel, customerIdentity, customerProfile, orderModel],
  ...[quotaAttainment, quoteModel, salesForecast, salesRecords],
];
const customers = { identity: customerIdentity.schema, profile: customerProfile.schema };
const rows = 20_000;
const id = (n: string) => `('0190f3c4-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;
const one = '0190f3c4-0000-7000-8000-000000000007';
const at = `timestamptz '2026-01-01' + n * interval '1 minute'`;
const priced = `owner, channel, currency, jurisdiction, tax, gross, contact, account, opportunity_id, lines, changed_at`;
const pricedValues = `'rep' || n % 50, 'phone', 'EUR', 'DE', 0, 0, 'c' || n % 5000, 'a' || n % 5000, ${id('n % 5000')},
  jsonb_build_array(jsonb_build_object('number', 1, 'sku', 'P-' || n % 5000, 'net', '1')), ${at}`;

const seeds = [
  `${activityModel.schema}.activities (id, subject, kind, status, owner, contact_id, lead_id, account_id, due_at, planned_at, changed_at)
    SELECT gen_random_uuid(), 's' || n % 5000, 'call', 'planned', 'rep' || n % 50, ${id('n % 5000')}, ${id('n % 5000')}, ${id('n % 5000')},
      CASE WHEN n % 3 > 0 THEN ${at} END, ${at}, ${at}`,
  `${orderModel.schema}.sales_orders (id, status, order_source, order_number, quote_id, amount, refunded, returned, placed_at, ${priced})
    SELECT gen_random_uuid(), 'placed', 'sales', n::text, ${id('n % 5000')}, n, 0, '[]', ${at}, ${pricedValues}`,
  `${quoteModel.schema}.quotes (id, status, revision, terms, terms_version, list, discount, net, approval_needed, valid_until, prepared_at, offered_at, ${priced})
    SELECT gen_random_uuid(), 'offered', 1, 't', 1, 1, 0, n, false, ${at}, ${at}, ${at}, ${pricedValues}`,
  `${salesRecords.schema}.contacts (id, owner, accounts, added_at, changed_at)
    SELECT gen_random_uuid(), 'rep' || n % 50, jsonb_build_array(jsonb_build_object('accountId', ${id('n % 5000')}, 'role', 'buyer')), ${at}, ${at}`,
  `${salesRecords.schema}.accounts (id, subject, opened_at, changed_at) SELECT gen_random_uuid(), 's' || n, ${at}, ${at}`,
  `${quotaAttainment.schema}.bookings SELECT gen_random_uuid(), 'won', gen_random_uuid(), ${at}, ${at}, 'rep' || n % 300, 'team' || n % 300, 1, 'EUR'`,
  `${salesForecast.schema}.spans (opportunity_id, from_at, until_at, status, amount, currency, products, expected_close)
    SELECT gen_random_uuid(), ${at}, 'infinity', 'open', 1, 'EUR', '[]', '2026-01-01'`,
  `${salesForecast.schema}.opportunity_facts SELECT gen_random_uuid(), gen_random_uuid(), ${at}, ${at} + interval '2 minutes', n::text, 'x', '{}', true, false`,
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  for (const { schema, migrations } of models) await migrate(database.pool, schema, migrations);
  for (const seed of seeds) await database.pool.query(`INSERT INTO ${seed} FROM generate_series(1, ${rows}) n`);
  await database.pool.query(`INSERT INTO ${quotaAttainment.schema}.quotas
      SELECT ${id('n')}, 'rep', 'rep' || n, '2026-01-01', '2026-04-01', 1, 'EUR', false FROM generate_series(1, 300) n;
    INSERT INTO ${quotaAttainment.schema}.quota_amounts SELECT quota_id, '1', '2026-01-01', amount FROM ${quotaAttainment.schema}.quotas;
    ANALYZE`);
});
afterAll(() => database.drop());

/** How PostgreSQL would answer the one statement that a read sends. */
const planOf = async (read: (db: Queryable) => Promise<unknown>): Promise<string> => {
  let plan = '';
  await read({
    query: async ({ text, values }) => {
      const { rows: lines } = await database.pool.query({ text: `EXPLAIN ${text}`, values: values ?? [] });
      plan = lines.map((line) => (line as Record<string, string>)['QUERY PLAN']).join('\n');
      return { rows: [] } as never;
    },
  });
  return plan;
};

const activity = activityReads(activityModel.schema, customers);
const order = orderReads(orderModel.schema, customers);
const quote = quoteReads(quoteModel.schema, customers);
const { contacts, accounts } = recordReads(salesRecords.schema, customers);
const attainment = attainmentReads(quotaAttainment.schema, salesForecast.schema);
const forecast = forecastReads(salesForecast.schema);
type Ask<Read extends (db: Queryable, question: never, ...more: never[]) => unknown> = Partial<Parameters<Read>[1]>;
const activities = (asked: Ask<typeof activity.activities>) => (db: Queryable) =>
  activity.activities(db, { sort: 'dueAt', descending: false, ...asked }, undefined, 51);
const orders = (asked: Ask<typeof order.orders>) => (db: Queryable) =>
  order.orders(db, { sort: 'placedAt', descending: true, ...asked }, undefined, 51);
const quotes = (asked: Ask<typeof quote.quotes>) => (db: Queryable) =>
  quote.quotes(db, { sort: 'preparedAt', descending: true, ...asked }, undefined, 51);

it.each([
  ['activities as they are due', 'activities_due_at', activities({})],
  ['activities, from the end', 'activities_due_at', activities({ descending: true })],
  ['activities about a contact', 'activities_contact', activities({ contact: one })],
  ['activities about a lead', 'activities_lead', activities({ lead: one })],
  ['activities about an account', 'activities_account', activities({ account: one })],
  ['activities of a customer', 'activities_subject', activities({ customer: one })],
  ['orders', 'sales_orders_placed_at', orders({})],
  ['orders of a quote', 'sales_orders_quote', orders({ quote: one })],
  ['orders of an opportunity', 'sales_orders_opportunity', orders({ opportunity: one })],
  ['orders of a contact', 'sales_orders_contact', orders({ contact: 'c7' })],
  ['orders of an account', 'sales_orders_account', orders({ account: 'a7' })],
  ['orders with a product', 'sales_orders_sku', orders({ sku: 'P-7' })],
  ['quotes', 'quotes_prepared_at', quotes({})],
  ['quotes of a contact', 'quotes_contact', quotes({ contact: 'c7' })],
  ['quotes of an account', 'quotes_account', quotes({ account: 'a7' })],
  ['quotes with a product', 'quotes_sku', quotes({ sku: 'P-7' })],
  [
    'contacts who play a part at an account',
    'contacts_accounts',
    (db: Queryable) => contacts(db, { sort: 'addedAt', descending: true, account: one }, undefined, 51),
  ],
  [
    'accounts of a customer',
    'accounts_subject',
    (db: Queryable) => accounts(db, { sort: 'openedAt', descending: true, customer: one }, undefined, 51),
  ],
  [
    'quotas and what was won towards them',
    'bookings_owner',
    (db: Queryable) =>
      attainment.rows(
        db,
        { asOf: '2026-03-01', knownBy: 'infinity', from: '2026-01-01', until: '2026-04-01' },
        undefined,
        51,
      ),
  ],
  [
    'facts that came late',
    'opportunity_facts_late',
    (db: Queryable) => forecast.late(db, { asOf: '2026-01-14T21:00:00Z' }),
  ],
])('%s are read by %s, and no whole table', async (_, index, read) => {
  const plan = await planOf(read);
  expect(plan).toContain(` ${index} `);
  expect(plan).not.toMatch(/Seq Scan on (activities|sales_orders|quotes|contacts|accounts|bookings|opportunity_facts)/);
});
