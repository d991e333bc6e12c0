import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { noLateFacts, opportunityFactsTable } from '../sales-facts/opportunity-facts';

export const salesPipelineMigrations: readonly Migration[] = [
  {
    name: 'sales-pipeline-0001-opportunities',
    sql: `
      CREATE TABLE opportunities (
        opportunity_id uuid PRIMARY KEY,
        status text NOT NULL,
        account text,
        contact text,
        lead_id uuid,
        -- Source identity of the customer: identity_customer says whose it is.
        subject text COLLATE "C",
        owner text,
        team text,
        pipeline_id uuid,
        pipeline_version int,
        stage text,
        probability numeric,
        amount numeric NOT NULL,
        currency text NOT NULL,
        products jsonb NOT NULL,
        competitors text[] NOT NULL,
        expected_close text COLLATE "C" NOT NULL,
        next_step_due text COLLATE "C",
        opened_at timestamptz NOT NULL,
        stage_since timestamptz NOT NULL,
        closed_at timestamptz,
        reason text,
        competitor text,
        margin numeric,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX opportunities_expected_close ON opportunities (expected_close, opportunity_id);
      CREATE INDEX opportunities_amount ON opportunities (amount, opportunity_id);
      CREATE INDEX opportunities_opened_at ON opportunities (opened_at, opportunity_id);
      CREATE INDEX opportunities_changed_at ON opportunities (changed_at, opportunity_id);
      CREATE INDEX opportunities_owner ON opportunities (owner, status);
      CREATE INDEX opportunities_account ON opportunities (account);
      CREATE INDEX opportunities_subject ON opportunities (subject);
      CREATE TABLE stays (
        opportunity_id uuid NOT NULL,
        entered_at timestamptz NOT NULL,
        left_at timestamptz,
        pipeline_id uuid NOT NULL,
        pipeline_version int NOT NULL,
        stage text NOT NULL,
        PRIMARY KEY (opportunity_id, entered_at)
      );
      CREATE TABLE pipelines (
        pipeline_id uuid PRIMARY KEY,
        name text NOT NULL,
        version int NOT NULL,
        retired boolean NOT NULL
      );
      CREATE TABLE pipeline_stages (
        pipeline_id uuid NOT NULL,
        version int NOT NULL,
        ordinal int NOT NULL,
        stage text NOT NULL,
        name text NOT NULL,
        probability numeric NOT NULL,
        PRIMARY KEY (pipeline_id, version, ordinal)
      );
      ${opportunityFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  { name: 'sales-pipeline-0002-no-late-facts', sql: noLateFacts },
];
