import type { Migration } from '@touchstone/migrations';

const events = `
CREATE TABLE events (
  id uuid PRIMARY KEY,
  digest bytea,
  identity bytea NOT NULL,
  after_version int NOT NULL,
  topic text NOT NULL COLLATE "C",
  partition smallint NOT NULL,
  message_offset bigint NOT NULL,
  -- NULL = claimed only. The position of the append that holds the event: it lies there or just before it.
  position text COLLATE "C"
) WITH (fillfactor = 70);

CREATE TABLE marks (
  topic text NOT NULL COLLATE "C",
  partition smallint NOT NULL,
  next bigint NOT NULL,
  PRIMARY KEY (topic, partition)
) WITH (fillfactor = 20);

-- Every identity that is the primary one of a fact: a customer id leads back to it even if nothing ever linked it.
CREATE TABLE identities (
  customer uuid PRIMARY KEY,
  identity text NOT NULL COLLATE "C",
  type text NOT NULL COLLATE "C"
);
`;

const receipts = `
CREATE TABLE receipts (
  source text NOT NULL COLLATE "C",
  hour timestamptz NOT NULL,
  stored bigint NOT NULL DEFAULT 0,
  duplicate bigint NOT NULL DEFAULT 0,
  conflict bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (source, hour)
) WITH (fillfactor = 20);

-- One row per message, so that a redelivery is not counted again.
CREATE TABLE duplicates (
  topic text NOT NULL COLLATE "C",
  partition smallint NOT NULL,
  message_offset bigint NOT NULL,
  event uuid NOT NULL,
  PRIMARY KEY (topic, partition, message_offset)
);

CREATE TABLE rejections (
  topic text NOT NULL COLLATE "C",
  partition smallint NOT NULL,
  message_offset bigint NOT NULL,
  source text NOT NULL,
  hour timestamptz NOT NULL,
  event uuid,
  reason text NOT NULL,
  rejected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (topic, partition, message_offset)
);

CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL COLLATE "C",
  partition smallint NOT NULL,
  message_offset bigint NOT NULL,
  source text NOT NULL,
  event uuid NOT NULL,
  type text NOT NULL,
  stored_digest text,
  digest text,
  -- As it came from the bus, personal fields sealed. Text, because jsonb refuses what emitters really send (decision 0001).
  wire text NOT NULL,
  quarantined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  repaired_by uuid,
  UNIQUE (topic, partition, message_offset)
);
CREATE INDEX quarantine_event ON quarantine (event);
`;

// The store's watermark may lie before what was just appended (it waits for every open transaction of the server), so a
// reader who waits needs the place of the facts themselves.
const positions = `ALTER TABLE marks ADD COLUMN position text NOT NULL DEFAULT '' COLLATE "C"`;

// What became of each line of an import, once and for all: a line that is sent again changes nothing. Bit n of a block
// stands for line block * 1024 + n.
const imports = `
CREATE TABLE import_blocks (
  import uuid NOT NULL,
  block int NOT NULL,
  stored bit(1024) NOT NULL,
  duplicate bit(1024) NOT NULL,
  conflict bit(1024) NOT NULL,
  -- Waits for a repair.
  rejected bit(1024) NOT NULL,
  PRIMARY KEY (import, block)
) WITH (fillfactor = 50);
`;

export const inboxMigrations: readonly Migration[] = [
  { name: '001-events', sql: events },
  { name: '002-receipts', sql: receipts },
  { name: '004-positions', sql: positions },
];
export const importMigrations: readonly Migration[] = [{ name: '005-imports', sql: imports }];
