import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { opportunityFactsTable } from '../sales-facts/opportunity-facts';

export const quotaAttainmentMigrations: readonly Migration[] = [
  {
    name: 'quota-attainment-0001-bookings',
    sql: `
      CREATE TABLE bookings (
        event_id uuid NOT NULL,
        -- won, or back: a win that counts no longer.
        kind text NOT NULL,
        opportunity_id uuid NOT NULL,
        booked_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        owner text,
        team text,
        amount numeric NOT NULL,
        currency text NOT NULL,
        PRIMARY KEY (event_id, kind)
      );
      CREATE INDEX bookings_booked_at ON bookings (booked_at);
      CREATE INDEX bookings_opportunity ON bookings (opportunity_id);
      CREATE TABLE quotas (
        quota_id uuid PRIMARY KEY,
        holder_kind text NOT NULL,
        holder text NOT NULL,
        from_day text COLLATE "C" NOT NULL,
        until_day text COLLATE "C" NOT NULL,
        amount numeric NOT NULL,
        currency text NOT NULL,
        withdrawn boolean NOT NULL
      );
      CREATE INDEX quotas_period ON quotas (from_day, quota_id);
      ${opportunityFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
];
