import type { Pool } from 'pg';
import { migrate, type Migration } from '@touchstone/migrations';

const migrations: readonly Migration[] = [
  {
    name: '1-access',
    sql: `
      CREATE TABLE sources (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        phone_region text,
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
      );
      CREATE TABLE write_keys (
        key_hash bytea PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        source_id uuid NOT NULL REFERENCES sources,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz
      );
      CREATE INDEX write_keys_of_source ON write_keys (source_id);
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        key_hash bytea NOT NULL UNIQUE,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('analyst', 'steward', 'admin')),
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz
      );
      CREATE TABLE rejections (
        id uuid PRIMARY KEY,
        source_id uuid NOT NULL REFERENCES sources,
        day date NOT NULL,
        at timestamptz NOT NULL,
        code text NOT NULL,
        box bytea NOT NULL
      );
      CREATE INDEX rejections_newest ON rejections (at DESC, id DESC);
      CREATE INDEX rejections_of_day ON rejections (day, source_id);
      COMMENT ON COLUMN sources.phone_region IS 'ISO 3166 country whose national phone numbers the source sends';
      COMMENT ON COLUMN write_keys.expires_at IS 'Null: valid until the source is revoked; a rotation sets the end of the overlap';
      COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the key as text';
      COMMENT ON COLUMN rejections.box IS 'The event as sent and what is wrong with it, sealed under a key per source and day';`,
  },
];

/** Sources, keys (hashed) and rejections (sealed) live in schema `access` of the log server. */
export const migrateAccess = (pool: Pool): Promise<void> => migrate(pool, 'access', migrations);

/** The log database, as files that hold no SQL pass it on. */
export type AccessPool = Pool;
