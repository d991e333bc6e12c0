import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { opportunityFactsTable } from '../sales-facts/opportunity-facts';

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
];
