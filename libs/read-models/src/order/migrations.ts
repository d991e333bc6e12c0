import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { aboutCustomerColumns } from '../sales-facts/record-columns';
import { skusOf } from '../sales-facts/lines';
import { recordFactsTable } from '../sales-facts/record-facts';

export const orderMigrations: readonly Migration[] = [
  {
    name: 'order-0001-sales-orders',
    sql: `
      CREATE TABLE sales_orders (
        id uuid PRIMARY KEY,
        ${aboutCustomerColumns}
        payer text COLLATE "C",
        status text NOT NULL,
        -- Under which it counts, whoever else reports it.
        order_source text COLLATE "C" NOT NULL,
        order_number text COLLATE "C" NOT NULL,
        -- Null: it was stated that there is none.
        quote_id uuid,
        quote_revision int,
        opportunity_id uuid,
        contact text,
        account text,
        owner text NOT NULL,
        channel text NOT NULL,
        currency text NOT NULL,
        jurisdiction text NOT NULL,
        -- As they were priced: amounts are decimal text.
        lines jsonb NOT NULL,
        amount numeric NOT NULL,
        tax numeric NOT NULL,
        gross numeric NOT NULL,
        refunded numeric NOT NULL,
        -- [{ number, quantity }], in the order of the lines.
        returned jsonb NOT NULL,
        reason text,
        placed_at timestamptz NOT NULL,
        cancelled_at timestamptz,
        joined_at timestamptz,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX sales_orders_placed_at ON sales_orders (placed_at, id);
      CREATE INDEX sales_orders_changed_at ON sales_orders (changed_at, id);
      CREATE INDEX sales_orders_amount ON sales_orders (amount, id);
      CREATE INDEX sales_orders_owner ON sales_orders (owner, status);
      CREATE INDEX sales_orders_number ON sales_orders (order_number, order_source);
      CREATE INDEX sales_orders_subject ON sales_orders (subject);
      CREATE INDEX sales_orders_organisation ON sales_orders (organisation);
      ${recordFactsTable}
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'order-0002-filters',
    sql: `
      CREATE INDEX sales_orders_quote ON sales_orders (quote_id) WHERE quote_id IS NOT NULL;
      CREATE INDEX sales_orders_opportunity ON sales_orders (opportunity_id) WHERE opportunity_id IS NOT NULL;
      CREATE INDEX sales_orders_contact ON sales_orders (contact) WHERE contact IS NOT NULL;
      CREATE INDEX sales_orders_account ON sales_orders (account) WHERE account IS NOT NULL;
      CREATE INDEX sales_orders_sku ON sales_orders USING gin (${skusOf('lines')} jsonb_path_ops);
    `,
  },
];
