import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { noLateFacts, opportunityFactsTable } from '../sales-facts/opportunity-facts';

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
  {
    name: 'quota-attainment-0002-what-was-known',
    sql: `
      -- What a quota was, and when that was said. Of what is there already that is not known: it holds as if it always had,
      -- until the read model is built afresh.
      CREATE TABLE quota_amounts (
        quota_id uuid NOT NULL,
        position text COLLATE "C" NOT NULL,
        set_at timestamptz NOT NULL,
        amount numeric NOT NULL,
        PRIMARY KEY (quota_id, position)
      );
      INSERT INTO quota_amounts SELECT quota_id, '', '-infinity', amount FROM quotas;
      ALTER TABLE quotas ADD withdrawn_at timestamptz;
      UPDATE quotas SET withdrawn_at = '-infinity' WHERE withdrawn;
      CREATE INDEX bookings_owner ON bookings (owner, booked_at);
      CREATE INDEX bookings_team ON bookings (team, booked_at) WHERE team IS NOT NULL;
      ${noLateFacts}
    `,
  },
];
