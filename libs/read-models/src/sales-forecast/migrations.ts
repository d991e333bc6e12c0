import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { noLateFacts, opportunityFactsTable } from '../sales-facts/opportunity-facts';

export const salesForecastMigrations: readonly Migration[] = [
  {
    name: 'sales-forecast-0001-spans',
    sql: `
      -- As of any moment, an opportunity has one row: from_at <= moment < until_at.
      CREATE TABLE spans (
        opportunity_id uuid NOT NULL,
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL,
        status text NOT NULL,
        owner text,
        team text,
        pipeline_id uuid,
        stage text,
        probability numeric,
        amount numeric NOT NULL,
        currency text NOT NULL,
        products jsonb NOT NULL,
        expected_close text COLLATE "C" NOT NULL,
        PRIMARY KEY (opportunity_id, from_at)
      );
      CREATE INDEX spans_until_at ON spans (until_at, status);
      CREATE TABLE rate_tables (rate_table_id uuid PRIMARY KEY, name text NOT NULL, base text NOT NULL);
      CREATE TABLE rates (
        rate_table_id uuid NOT NULL,
        currency text NOT NULL,
        from_day text COLLATE "C" NOT NULL,
        rate numeric NOT NULL,
        PRIMARY KEY (rate_table_id, currency, from_day)
      );
      ${opportunityFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'sales-forecast-0002-what-was-known',
    sql: `
      -- When each rate was set, corrections apart. Of those that are there already that is not known: they hold as if they
      -- always had, until the read model is built afresh.
      ALTER TABLE rates ADD position text COLLATE "C" NOT NULL DEFAULT '', ADD set_at timestamptz NOT NULL DEFAULT '-infinity',
        DROP CONSTRAINT rates_pkey, ADD PRIMARY KEY (rate_table_id, currency, from_day, position);
      ALTER TABLE rates ALTER position DROP DEFAULT, ALTER set_at DROP DEFAULT;
      ${noLateFacts}
      CREATE INDEX opportunity_facts_late ON opportunity_facts (recorded_at, occurred_at) WHERE late;
    `,
  },
];
