import { linesPerBlock } from '@touchstone/contracts';
import { migrate, type Migration } from '@touchstone/migrations';
import type { Pool } from 'pg';

const imports = `
CREATE TABLE imports (
  id uuid PRIMARY KEY,
  source_id uuid NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE import_blocks (
  import uuid NOT NULL REFERENCES imports,
  block int NOT NULL,
  -- Durable on the bus; bit n stands for line block * ${linesPerBlock} + n.
  accepted bit(${linesPerBlock}) NOT NULL,
  PRIMARY KEY (import, block)
) WITH (fillfactor = 50);
CREATE TABLE import_rejections (
  import uuid NOT NULL REFERENCES imports,
  line int NOT NULL,
  code text NOT NULL,
  -- Null where the importer could make no event of the line.
  rejection uuid,
  PRIMARY KEY (import, line)
);
CREATE TABLE rejected_events (
  source_id uuid NOT NULL,
  hour timestamptz NOT NULL,
  rejected bigint NOT NULL,
  PRIMARY KEY (source_id, hour)
) WITH (fillfactor = 50);
COMMENT ON TABLE rejected_events IS 'How many events of a source were rejected in an hour, counted as often as they were sent';`;

const migrations: readonly Migration[] = [{ name: '001-imports', sql: imports }];

/** What the gateway knows of imports and of rejected events lives in schema `receipts` of the log server. */
export const migrateReceipts = (pool: Pool): Promise<void> => migrate(pool, 'receipts', migrations);

/** The log database, as files that hold no SQL pass it on. */
export type ReceiptsPool = Pool;
