import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { aboutCustomerColumns } from '../sales-facts/record-columns';
import { skusOf } from '../sales-facts/lines';
import { recordFactsTable } from '../sales-facts/record-facts';

export const quoteMigrations: readonly Migration[] = [
  {
    name: 'quote-0001-quotes',
    sql: `
      CREATE TABLE quotes (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        status text NOT NULL,
        revision int NOT NULL,
        owner text NOT NULL,
        opportunity_id uuid,
        contact text,
        account text,
        channel text NOT NULL,
        currency text NOT NULL,
        jurisdiction text NOT NULL,
        terms text NOT NULL,
        terms_version int NOT NULL,
        -- As they were priced: amounts are decimal text.
        lines jsonb NOT NULL,
        list numeric NOT NULL,
        discount numeric NOT NULL,
        net numeric NOT NULL,
        tax numeric NOT NULL,
        gross numeric NOT NULL,
        approval_needed boolean NOT NULL,
        approved_by text,
        reason text,
        valid_until timestamptz NOT NULL,
        prepared_at timestamptz NOT NULL,
        offered_at timestamptz NOT NULL,
        closed_at timestamptz,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX quotes_prepared_at ON quotes (prepared_at, id);
      CREATE INDEX quotes_changed_at ON quotes (changed_at, id);
      CREATE INDEX quotes_valid_until ON quotes (valid_until, id);
      CREATE INDEX quotes_net ON quotes (net, id);
      CREATE INDEX quotes_owner ON quotes (owner, status);
      CREATE INDEX quotes_opportunity ON quotes (opportunity_id);
      CREATE INDEX quotes_subject ON quotes (subject);
      CREATE INDEX quotes_organisation ON quotes (organisation);
      ${recordFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'quote-0002-filters',
    sql: `
      CREATE INDEX quotes_contact ON quotes (contact) WHERE contact IS NOT NULL;
      CREATE INDEX quotes_account ON quotes (account) WHERE account IS NOT NULL;
      CREATE INDEX quotes_sku ON quotes USING gin (${skusOf('lines')} jsonb_path_ops);
    `,
  },
];
