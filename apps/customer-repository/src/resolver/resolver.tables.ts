import type { Migration } from '@touchstone/migrations';
import { subscriptionMigrations } from '@touchstone/subscriptions';

const graph = `
CREATE TABLE identities (
  identity text PRIMARY KEY COLLATE "C",
  type text NOT NULL COLLATE "C",
  first text NOT NULL COLLATE "C",
  -- Id that the identity has, or would have, as a customer of its own: an alias unless it is the oldest of its customer.
  own_customer uuid NOT NULL UNIQUE,
  customer uuid NOT NULL,
  label text NOT NULL COLLATE "C",
  partners int NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX identities_customer ON identities (customer);
CREATE INDEX identities_label ON identities (label);

CREATE TABLE pairs (
  "left" text NOT NULL COLLATE "C",
  "right" text NOT NULL COLLATE "C",
  -- Earliest evidence; NULL when only an instruction states the pair.
  stated_time text COLLATE "C",
  stated_event uuid,
  state text NOT NULL,
  rule text,
  evidence uuid NOT NULL,
  PRIMARY KEY ("left", "right")
) WITH (fillfactor = 80);
CREATE INDEX pairs_right ON pairs ("right");

CREATE TABLE instructions (
  position text PRIMARY KEY COLLATE "C",
  id uuid NOT NULL UNIQUE,
  kind text NOT NULL,
  "left" text[] NOT NULL,
  "right" text[] NOT NULL,
  -- Rule that refused it when it was decided; NULL when it held.
  refused_by text
);
CREATE TABLE instruction_identities (
  identity text NOT NULL COLLATE "C",
  position text NOT NULL COLLATE "C" REFERENCES instructions,
  PRIMARY KEY (identity, position)
);

-- Version of the last decision in the stream of each customer.
CREATE TABLE customers (
  customer uuid PRIMARY KEY,
  version int NOT NULL
) WITH (fillfactor = 70);
`;

const progress = `
CREATE TABLE progress (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  -- A page up to here may have been told to the log already: after a crash exactly this page is decided again.
  intended text COLLATE "C",
  rules jsonb,
  -- A change of rules on its way in: components up to this label are recomputed.
  cause uuid,
  done_label text COLLATE "C"
);
INSERT INTO progress DEFAULT VALUES;
`;

export const resolverSchema = 'resolver';
export const resolverMigrations: readonly Migration[] = [
  ...subscriptionMigrations,
  { name: '001-graph', sql: graph },
  { name: '002-progress', sql: progress },
  // Every decision lies at or before it, also while the store's watermark does not.
  { name: '003-told', sql: `ALTER TABLE progress ADD COLUMN told text NOT NULL DEFAULT '' COLLATE "C"` },
];
