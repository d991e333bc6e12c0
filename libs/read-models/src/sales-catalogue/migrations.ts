import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';

export const salesCatalogueMigrations: readonly Migration[] = [
  {
    name: 'sales-catalogue-0001-catalogue',
    sql: `
      CREATE TABLE products (
        id uuid PRIMARY KEY,
        sku text COLLATE "C" NOT NULL,
        status text NOT NULL,
        version int NOT NULL,
        introduced_at timestamptz NOT NULL,
        discontinued_at timestamptz,
        changed_at timestamptz NOT NULL
      );
      CREATE INDEX products_sku ON products (sku, id);
      CREATE INDEX products_introduced_at ON products (introduced_at, id);
      CREATE INDEX products_changed_at ON products (changed_at, id);
      CREATE TABLE product_specifications (
        product_id uuid NOT NULL,
        version int NOT NULL,
        -- language -> text
        name jsonb NOT NULL,
        unit text NOT NULL,
        tax_class text NOT NULL,
        attributes jsonb NOT NULL,
        specified_at timestamptz NOT NULL,
        specified_by text NOT NULL,
        PRIMARY KEY (product_id, version)
      );
      CREATE TABLE price_lists (
        id uuid PRIMARY KEY,
        currency text COLLATE "C" NOT NULL,
        code text COLLATE "C" NOT NULL,
        version int NOT NULL,
        channels text[] NOT NULL,
        accounts text[] NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz,
        prices int NOT NULL,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        withdrawn_at timestamptz
      );
      CREATE INDEX price_lists_currency ON price_lists (currency, code, version);
      CREATE INDEX price_lists_code ON price_lists (code, id);
      CREATE INDEX price_lists_from ON price_lists (from_at, id);
      CREATE INDEX price_lists_published_at ON price_lists (published_at, id);
      CREATE TABLE listed_prices (
        list_id uuid NOT NULL,
        place int NOT NULL,
        product_id uuid NOT NULL,
        minimum_quantity numeric NOT NULL,
        price numeric NOT NULL,
        PRIMARY KEY (list_id, place)
      );
      CREATE INDEX listed_prices_product ON listed_prices (product_id);
      CREATE TABLE sales_terms (
        id uuid PRIMARY KEY,
        code text COLLATE "C" NOT NULL,
        version int NOT NULL,
        channels text[] NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz,
        payment_days int NOT NULL,
        valid_days int NOT NULL,
        discount_limit numeric NOT NULL,
        -- language -> text
        wording jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        withdrawn_at timestamptz
      );
      CREATE INDEX sales_terms_code ON sales_terms (code, id);
      CREATE INDEX sales_terms_from ON sales_terms (from_at, id);
      CREATE INDEX sales_terms_published_at ON sales_terms (published_at, id);
      CREATE TABLE tax_tables (
        id uuid PRIMARY KEY,
        jurisdiction text COLLATE "C" NOT NULL,
        version int NOT NULL,
        from_at timestamptz NOT NULL,
        -- [{ taxClass, rate }]
        rates jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL
      );
      CREATE INDEX tax_tables_jurisdiction ON tax_tables (jurisdiction, id);
      CREATE INDEX tax_tables_from ON tax_tables (from_at, id);
      CREATE INDEX tax_tables_published_at ON tax_tables (published_at, id);
      ${incompleteIdentitiesTable}
    `,
  },
];
