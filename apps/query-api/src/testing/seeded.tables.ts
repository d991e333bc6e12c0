import { customerIdOf } from '@touchstone/contracts';
import {
  activityModel,
  customerIdentity,
  customerProfile,
  customerSales,
  customerTimeline,
  nameTokens,
  orderModel,
  quotaAttainment,
  quoteModel,
  salesCatalogue,
  salesForecast,
  salesOrganisation,
  salesPipeline,
  salesRecords,
  salesTeams,
} from '@touchstone/read-models';
import type { Pool } from 'pg';

const ofCustomers = [customerProfile, customerTimeline, customerIdentity, customerSales];
const ofDeals = [salesPipeline, salesTeams, salesForecast, quotaAttainment];
const ofSetup = [salesCatalogue, salesOrganisation];
const ofSales = [...ofDeals, ...ofSetup, salesRecords, activityModel, quoteModel, orderModel];
const models = [...ofCustomers, ...ofSales];

/** Empty read models, as the projections make them. Only tests use this file. */
export const emptyReadModels = async (pool: Pool): Promise<void> => {
  for (const { schema, migrations } of models)
    await pool.query(
      [
        `CREATE SCHEMA ${schema}`,
        `SET search_path = ${schema}`,
        ...migrations.map(({ sql }) => sql),
        'RESET search_path',
      ].join(';'),
    );
  await pool.query(`CREATE SCHEMA touchstone;
    CREATE TABLE touchstone.active_versions (subscription text PRIMARY KEY, version int NOT NULL, generation int NOT NULL DEFAULT 1)`);
  for (const { name, version } of models)
    await pool.query('INSERT INTO touchstone.active_versions VALUES ($1, $2)', [name, version]);
};

export interface SeededIdentity {
  readonly identity: string;
  readonly type: string;
  /** Absent when it was erased. */
  readonly value?: string;
}

export interface SeededCustomer {
  readonly identities: readonly [SeededIdentity, ...SeededIdentity[]];
  readonly name?: string;
  readonly aliases?: readonly string[];
}

export const seededActivity = {
  email_opened: { count: 2, lastAt: '2026-02-03T04:05:06.000Z' },
  live_chat_conversation_started: { count: 1, lastAt: '2026-01-05T00:00:00.000Z' },
  live_chat_message_sent: { count: 3, lastAt: '2026-01-06T00:00:00.000Z' },
};

/** What a profile says of what nobody seeded. */
export const seededNothing = {
  sales: { owner: null, openDeals: { count: 0, amounts: [] }, lastContact: null, incomplete: false },
  incomplete: false,
  erased: false,
};

/** A customer's rows; its id derives from its first identity. */
export const seedCustomer = async (pool: Pool, { identities, name, aliases = [] }: SeededCustomer): Promise<string> => {
  const id = customerIdOf(identities[0].identity);
  const [profile, identity] = [customerProfile.schema, customerIdentity.schema];
  const plain = identities.flatMap(({ type, value }) => (value === undefined ? [] : [{ type, value }]));
  await pool.query(
    `INSERT INTO ${profile}.customers (id, kind, aliases, identities, name, traits, identifiers, first_seen_at, last_seen_at,
       touchpoints, channels, order_count, revenue, gross_revenue, activity, email_engaged_at, conversations)
     VALUES ($1, 'person', $2, $3, $4, $5, $6, '2026-01-02T03:04:05.678Z', '2026-02-03T04:05:06Z', 3, '{web,store}', 1,
       '[{"currency":"GBP","amount":"7.50"}]', '[{"currency":"GBP","amount":"10.00"}]',
       $7, '2026-02-03T04:05:06Z', 1)`,
    [
      id,
      aliases,
      identities.map((one) => one.identity),
      name ?? null,
      { plan: 'trial', note: null },
      JSON.stringify(plain),
      seededActivity,
    ],
  );
  for (const token of nameTokens(name ?? ''))
    await pool.query(`INSERT INTO ${profile}.name_tokens VALUES ($1, $2)`, [token, id]);
  for (const alias of aliases)
    for (const schema of [profile, identity])
      await pool.query(`INSERT INTO ${schema}.aliases VALUES ($1, $2)`, [alias, id]);
  for (const { identity: of, type, value } of identities) {
    await pool.query(`INSERT INTO ${profile}.links VALUES ($1, $2, $3)`, [of, type, id]);
    await pool.query(`INSERT INTO ${identity}.identity_customer VALUES ($1, $2, $3)`, [of, type, id]);
    if (value === undefined) continue;
    for (const schema of [profile, identity])
      await pool.query(`INSERT INTO ${schema}.identifiers VALUES ($1, $1, $2, $3)`, [of, type, value]);
  }
  return id;
};

export interface SeededEntry {
  readonly identity: string;
  readonly id: string;
  readonly at: string;
  readonly position?: string;
  readonly role?: string;
  readonly name?: string;
  readonly channel?: string;
  readonly type?: string;
  readonly order?: string;
  readonly meaning?: string;
  readonly conversation?: string;
}

export const seedEntry = async (pool: Pool, entry: SeededEntry): Promise<void> => {
  const { identity, id, at, position = '1', role = 'subject', name = 'Viewed', channel = 'web', order } = entry;
  await pool.query(
    `INSERT INTO ${customerTimeline.schema}.entries (identity, occurred_at, event_id, recorded_at, position, type, role, source,
       kind, channel, name, order_source, order_id, amount, currency, properties, imported, trace_id, sealed_under, erased, meaning, conversation_id)
     VALUES ($1, $2, $3, $2, $4, $5, $6, 'shop', 'track', $7, $8, $9, $10, $11, $12, '{"page": 1}', false, null, $1, false, $13, $14)`,
    [
      ...[identity, at, id, position, entry.type ?? 'touchpoint.interaction.recorded', role, channel, name],
      ...(order === undefined ? [null, null, null, null] : ['shop', order, '12.50', 'GBP']),
      ...[entry.meaning, entry.conversation],
    ],
  );
};
