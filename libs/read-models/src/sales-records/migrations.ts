import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { aboutCustomerColumns } from '../sales-facts/record-columns';
import { recordFactsTable } from '../sales-facts/record-facts';

export const salesRecordsMigrations: readonly Migration[] = [
  {
    name: 'sales-records-0001-records',
    sql: `
      CREATE TABLE leads (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        status text NOT NULL,
        owner text,
        channel text NOT NULL,
        origin text,
        country text,
        contact_id uuid,
        account_id uuid,
        reason text,
        captured_at timestamptz NOT NULL,
        closed_at timestamptz,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX leads_captured_at ON leads (captured_at, id);
      CREATE INDEX leads_changed_at ON leads (changed_at, id);
      CREATE INDEX leads_owner ON leads (owner, status);
      CREATE INDEX leads_subject ON leads (subject);
      CREATE INDEX leads_organisation ON leads (organisation);
      CREATE TABLE contacts (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        owner text,
        lead_id uuid,
        -- [{ accountId, role }]
        accounts jsonb NOT NULL,
        added_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX contacts_added_at ON contacts (added_at, id);
      CREATE INDEX contacts_changed_at ON contacts (changed_at, id);
      CREATE INDEX contacts_owner ON contacts (owner);
      CREATE INDEX contacts_subject ON contacts (subject);
      CREATE INDEX contacts_organisation ON contacts (organisation);
      CREATE TABLE accounts (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        owner text,
        parent_id uuid,
        opened_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX accounts_opened_at ON accounts (opened_at, id);
      CREATE INDEX accounts_changed_at ON accounts (changed_at, id);
      CREATE INDEX accounts_owner ON accounts (owner);
      CREATE INDEX accounts_parent ON accounts (parent_id);
      CREATE INDEX accounts_subject ON accounts (subject);
      CREATE TABLE handoffs (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        status text NOT NULL,
        matter text NOT NULL,
        from_department text NOT NULL,
        from_person text NOT NULL,
        to_department text NOT NULL,
        to_person text NOT NULL,
        contact_id uuid,
        account_id uuid,
        opportunity_id uuid,
        order_id uuid,
        reason text,
        offered_at timestamptz NOT NULL,
        closed_at timestamptz,
        after_ms bigint,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX handoffs_offered_at ON handoffs (offered_at, id);
      CREATE INDEX handoffs_changed_at ON handoffs (changed_at, id);
      CREATE INDEX handoffs_from ON handoffs (from_person);
      CREATE INDEX handoffs_to ON handoffs (to_person);
      CREATE INDEX handoffs_subject ON handoffs (subject);
      CREATE INDEX handoffs_organisation ON handoffs (organisation);
      ${recordFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'sales-records-0002-filters',
    sql: `CREATE INDEX contacts_accounts ON contacts USING gin (accounts jsonb_path_ops);`,
  },
];
