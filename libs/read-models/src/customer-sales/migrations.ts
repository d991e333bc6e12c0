import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { noLateFacts, opportunityFactsTable } from '../sales-facts/opportunity-facts';

export const customerSalesMigrations: readonly Migration[] = [
  {
    name: 'customer-sales-0001-tables',
    sql: `
      CREATE TABLE deals (
        opportunity_id uuid NOT NULL,
        identity text COLLATE "C" NOT NULL,
        status text NOT NULL,
        amount numeric NOT NULL,
        currency text NOT NULL,
        PRIMARY KEY (opportunity_id, identity)
      ) WITH (fillfactor = 80);
      CREATE INDEX deals_open ON deals (identity) WHERE status = 'open';
      -- The newest by (event time, event id), so that facts may come in any order.
      CREATE TABLE owners (
        identity text COLLATE "C" PRIMARY KEY,
        owner text NOT NULL,
        since timestamptz NOT NULL,
        event_id uuid NOT NULL
      ) WITH (fillfactor = 80);
      CREATE TABLE last_contacts (
        identity text COLLATE "C" PRIMARY KEY,
        contact_at timestamptz NOT NULL,
        person text NOT NULL,
        kind text NOT NULL,
        event_id uuid NOT NULL
      ) WITH (fillfactor = 80);
      ${opportunityFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  { name: 'customer-sales-0002-no-late-facts', sql: noLateFacts },
];
