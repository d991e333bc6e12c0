import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';
import { unsampledColumns } from '../unsampled-columns';

export const customerIdentityMigrations: readonly Migration[] = [
  {
    name: 'customer-identity-0001-tables',
    sql: `
      -- The documented join: every identity that was seen, and whose it is. A lone identity is its own customer.
      CREATE TABLE identity_customer (
        identity text COLLATE "C" PRIMARY KEY,
        type text NOT NULL,
        customer_id uuid NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX identity_customer_customer ON identity_customer (customer_id);
      CREATE TABLE aliases (
        alias uuid PRIMARY KEY,
        customer_id uuid NOT NULL
      );
      CREATE INDEX aliases_customer ON aliases (customer_id);

      -- The decisions as they were made, one row each.
      CREATE TABLE decisions (
        event_id uuid PRIMARY KEY,
        customer_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('linked', 'merged', 'split')),
        cause uuid NOT NULL,
        rule_version int NOT NULL,
        decided_at timestamptz NOT NULL,
        position text COLLATE "C" NOT NULL
      );
      CREATE INDEX decisions_customer ON decisions (customer_id);
      -- The edges of the graph. state: linked, quarantined, shared, withdrawn; evidence: the event that states the pair.
      CREATE TABLE pairs (
        left_identity text COLLATE "C" NOT NULL,
        right_identity text COLLATE "C" NOT NULL,
        state text NOT NULL,
        rule text,
        evidence uuid NOT NULL,
        decided_by uuid NOT NULL,
        decided_at timestamptz NOT NULL,
        position text COLLATE "C" NOT NULL,
        PRIMARY KEY (left_identity, right_identity)
      );
      CREATE INDEX pairs_right ON pairs (right_identity);
      -- The quarantine list.
      CREATE INDEX pairs_quarantined ON pairs (decided_at, left_identity, right_identity) WHERE state = 'quarantined';

      -- The plain value of an identity as the box of "sealed_under" stated it; it goes when that box's key goes.
      CREATE TABLE identifiers (
        identity text COLLATE "C" NOT NULL,
        sealed_under text COLLATE "C" NOT NULL,
        type text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (identity, sealed_under)
      );
      CREATE INDEX identifiers_sealed_under ON identifiers (sealed_under) WHERE sealed_under <> identity;
      CREATE INDEX identifiers_value ON identifiers (value, type);
      CREATE TABLE memberships (
        person text COLLATE "C" NOT NULL,
        organisation text COLLATE "C" NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (person, organisation)
      );
      CREATE INDEX memberships_organisation ON memberships (organisation);

      -- What people decided: who, when, why. The reason is sealed under the first identity of the left side.
      CREATE TABLE instructions (
        event_id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('merge', 'split', 'lift')),
        left_identities text[] NOT NULL,
        right_identities text[] NOT NULL,
        instructed_by text NOT NULL,
        reason text,
        instructed_at timestamptz NOT NULL,
        position text COLLATE "C" NOT NULL,
        sealed_under text COLLATE "C" NOT NULL,
        erased boolean NOT NULL
      );
      CREATE INDEX instructions_sealed_under ON instructions (sealed_under);
      ${incompleteIdentitiesTable}
    `,
  },
  {
    name: 'customer-identity-0002-unsampled',
    sql: unsampledColumns({ identifiers: ['value'], instructions: ['reason'] }),
  },
];
