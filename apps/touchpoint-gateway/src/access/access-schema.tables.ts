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

const administration = `
ALTER TABLE sources
  ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD COLUMN events_per_second int CHECK (events_per_second > 0),
  ADD COLUMN burst_events int CHECK (burst_events > 0),
  ADD COLUMN rejections_per_day int NOT NULL DEFAULT 10000 CHECK (rejections_per_day >= 0),
  ADD COLUMN last_seen_at timestamptz;
COMMENT ON COLUMN sources.version IS 'Rises with each change of the source or its keys';

CREATE TABLE allowances (
  source_id uuid PRIMARY KEY REFERENCES sources,
  tokens float8 NOT NULL,
  at timestamptz NOT NULL,
  granted float8 NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE allowances IS 'Token bucket of each limited source; gateways take tokens out of it in portions';

CREATE TABLE source_activity (
  source_id uuid NOT NULL,
  at timestamptz NOT NULL,
  received bigint NOT NULL,
  rejected bigint NOT NULL,
  not_kept bigint NOT NULL,
  limited bigint NOT NULL,
  PRIMARY KEY (source_id, at)
) WITH (fillfactor = 50);
COMMENT ON TABLE source_activity IS 'Events of a source in each five minutes of the last two days, told by the gateways every few seconds';

CREATE TABLE rejection_days (
  source_id uuid NOT NULL,
  day date NOT NULL,
  kept int NOT NULL,
  asked int NOT NULL,
  granted int NOT NULL,
  PRIMARY KEY (source_id, day)
) WITH (fillfactor = 50);
COMMENT ON TABLE rejection_days IS 'How many rejections of a source and day are kept; asked and granted are of the last request';

ALTER TABLE rejections
  ADD COLUMN key text COLLATE "C",
  ADD COLUMN imported boolean NOT NULL DEFAULT false,
  ADD COLUMN state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'repaired', 'discarded')),
  ADD COLUMN attempts int NOT NULL DEFAULT 1,
  ADD COLUMN repaired_by uuid,
  ADD COLUMN held_until timestamptz;
COMMENT ON COLUMN rejections.key IS 'Source identity of whom the event names, where it names somebody';
COMMENT ON COLUMN rejections.held_until IS 'Somebody repairs it just now';

CREATE TABLE rejection_steps (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rejection uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by text NOT NULL,
  action text NOT NULL CHECK (action IN ('viewed', 'tried', 'replayed', 'repaired', 'discarded')),
  reason text,
  event uuid
);
CREATE INDEX rejection_steps_of_rejection ON rejection_steps (rejection);
COMMENT ON TABLE rejection_steps IS 'Who did what with which rejection; kept for ever, also when the rejection is gone';`;

const people = `
ALTER TABLE api_keys
  ADD COLUMN person text,
  DROP CONSTRAINT api_keys_role_check,
  ADD CONSTRAINT api_keys_role_check CHECK (role IN ('rep', 'manager', 'analyst', 'steward', 'admin')),
  ADD CONSTRAINT api_keys_person_check CHECK ((person IS NOT NULL) = (role IN ('rep', 'manager')));
COMMENT ON COLUMN api_keys.person IS 'Id of the sales person whose key it is; of the roles rep and manager';`;

/** Sources, keys (hashed) and rejections (sealed) live in schema `access` of the log server. */
export const migrateAccess = (pool: Pool): Promise<void> =>
  migrate(pool, 'access', [
    ...migrations,
    { name: '2-administration', sql: administration },
    { name: '3-people', sql: people },
  ]);

/** The log database, as files that hold no SQL pass it on. */
export type AccessPool = Pool;
