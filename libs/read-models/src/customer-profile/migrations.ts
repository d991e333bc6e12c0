import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { unsampledColumns } from '../unsampled-columns';

export const customerProfileMigrations: readonly Migration[] = [
  {
    name: 'customer-profile-0001-tables',
    sql: `
      -- Truth, first half: one bounded fold state per source identity. traits: { key: [value, time, event id] }.
      CREATE TABLE identity_states (
        identity text COLLATE "C" PRIMARY KEY,
        type text NOT NULL,
        traits jsonb NOT NULL,
        first_seen_at timestamptz,
        last_seen_at timestamptz,
        touchpoints bigint NOT NULL,
        channels text[] NOT NULL,
        erased boolean NOT NULL
      ) WITH (fillfactor = 80);

      -- The plain value of an identity as the box of "sealed_under" stated it; it goes when that box's key goes.
      CREATE TABLE identifiers (
        identity text COLLATE "C" NOT NULL,
        sealed_under text COLLATE "C" NOT NULL,
        type text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (identity, sealed_under)
      );
      CREATE INDEX identifiers_sealed_under ON identifiers (sealed_under) WHERE sealed_under <> identity;

      -- Truth, second half: whose an identity is. Every identity that was seen has a row; a lone one is its own customer.
      CREATE TABLE links (
        identity text COLLATE "C" PRIMARY KEY,
        type text NOT NULL,
        customer_id uuid NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX links_customer ON links (customer_id);
      CREATE TABLE aliases (
        alias uuid PRIMARY KEY,
        customer_id uuid NOT NULL
      );
      CREATE INDEX aliases_customer ON aliases (customer_id);

      -- Payer and amounts as the earliest report by (event time, event id) has them; null while only a cancellation is known.
      CREATE TABLE orders (
        order_source text COLLATE "C" NOT NULL,
        order_id text COLLATE "C" NOT NULL,
        payer text COLLATE "C",
        amount numeric,
        currency text,
        occurred_at timestamptz,
        event_id uuid,
        cancelled boolean NOT NULL,
        PRIMARY KEY (order_source, order_id)
      );
      CREATE INDEX orders_payer ON orders (payer);
      CREATE TABLE refunds (
        event_id uuid PRIMARY KEY,
        order_source text COLLATE "C" NOT NULL,
        order_id text COLLATE "C" NOT NULL,
        payer text COLLATE "C",
        amount numeric NOT NULL,
        currency text NOT NULL,
        occurred_at timestamptz NOT NULL
      );
      CREATE INDEX refunds_order ON refunds (order_source, order_id);
      -- What orders and refunds come to per payer, so that a customer's revenue never reads history.
      CREATE TABLE order_totals (
        identity text COLLATE "C" NOT NULL,
        currency text NOT NULL,
        orders bigint NOT NULL,
        gross numeric NOT NULL,
        refunded numeric NOT NULL,
        PRIMARY KEY (identity, currency)
      ) WITH (fillfactor = 80);

      -- Materialised from the above. identifiers: [{ type, value }]; revenue: [{ currency, amount }], amounts as decimal text.
      CREATE TABLE customers (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
        aliases uuid[] NOT NULL DEFAULT '{}',
        identities text[] NOT NULL DEFAULT '{}',
        name text,
        traits jsonb NOT NULL DEFAULT '{}',
        identifiers jsonb NOT NULL DEFAULT '[]',
        first_seen_at timestamptz,
        last_seen_at timestamptz,
        touchpoints bigint NOT NULL DEFAULT 0,
        channels text[] NOT NULL DEFAULT '{}',
        order_count bigint NOT NULL DEFAULT 0,
        revenue jsonb NOT NULL DEFAULT '[]',
        gross_revenue jsonb NOT NULL DEFAULT '[]',
        incomplete boolean NOT NULL DEFAULT false,
        erased boolean NOT NULL DEFAULT false
      ) WITH (fillfactor = 70);
      -- Words (or pairs of characters, in scripts without spaces) of names, without accents and case.
      CREATE TABLE name_tokens (
        token text COLLATE "C" NOT NULL,
        customer_id uuid NOT NULL,
        PRIMARY KEY (token, customer_id)
      );
      CREATE INDEX name_tokens_customer ON name_tokens (customer_id);
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'customer-profile-0002-unsampled',
    sql: unsampledColumns({
      identity_states: ['traits'],
      identifiers: ['value'],
      customers: ['name', 'traits', 'identifiers'],
      name_tokens: ['token'],
    }),
  },
  // No event written before these columns has a meaning or is a refund of the whole order, so the defaults are what a rebuild would give.
  {
    name: 'customer-profile-0003-activity',
    sql: `
      -- { meaning: [count, ms of the latest] }, of the closed list of meanings.
      ALTER TABLE identity_states ADD COLUMN activity jsonb NOT NULL DEFAULT '{}';
      -- { meaning: { count, lastAt } }
      ALTER TABLE customers
        ADD COLUMN activity jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN email_engaged_at timestamptz,
        ADD COLUMN conversations bigint NOT NULL DEFAULT 0;
      -- A refund that states no amount is of what is left of the order.
      ALTER TABLE refunds ADD COLUMN whole boolean NOT NULL DEFAULT false;
    `,
  },
];
