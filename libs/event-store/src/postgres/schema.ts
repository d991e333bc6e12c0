import type { Migration } from '@touchstone/migrations';
import { appendFunctions } from './append.sql';

const tables: Migration = {
  name: '001-tables',
  sql: `
CREATE TABLE events (
  global_position bigint GENERATED ALWAYS AS IDENTITY,
  epoch smallint NOT NULL,
  txid xid8 NOT NULL,
  stream_id text COLLATE "C" NOT NULL,
  stream_version bigint NOT NULL,
  event_id uuid NOT NULL,
  category text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  schema_version smallint NOT NULL,
  data text NOT NULL,
  metadata text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (stream_id, stream_version)
);
CREATE UNIQUE INDEX events_id ON events (event_id);
CREATE INDEX events_order ON events (epoch, txid, global_position);
CREATE INDEX events_category_order ON events (category, epoch, txid, global_position);

CREATE TABLE epochs (
  epoch smallint PRIMARY KEY,
  identity text NOT NULL,
  began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  end_txid xid8,
  end_position bigint
);
COMMENT ON TABLE epochs IS 'Transaction ids compare only within one cluster: a restored store goes on under the next epoch.';

CREATE TABLE watermarks (
  sampled_at timestamptz PRIMARY KEY,
  epoch smallint NOT NULL,
  txid xid8 NOT NULL,
  global_position bigint NOT NULL
);
`,
};

// A table's or database's oid changes with a restore into the same cluster, the timeline with a recovery to an earlier
// time. An epoch too many does no harm; one too few would hide events.
const epochs: Migration = {
  name: '002-epochs',
  sql: `
CREATE FUNCTION enter_epoch() RETURNS smallint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  here text := format('%s/%s/%s/%s',
    (SELECT system_identifier FROM pg_control_system()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    'events'::regclass::oid);
  newest epochs;
BEGIN
  SELECT * INTO newest FROM epochs ORDER BY epoch DESC LIMIT 1;
  IF newest.identity = here THEN RETURN newest.epoch; END IF;
  LOCK TABLE epochs IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO newest FROM epochs ORDER BY epoch DESC LIMIT 1;
  IF newest.identity = here THEN RETURN newest.epoch; END IF;
  UPDATE epochs SET (end_txid, end_position) =
    (SELECT e.txid, e.global_position FROM events e WHERE e.epoch = newest.epoch
     ORDER BY e.epoch DESC, e.txid DESC, e.global_position DESC LIMIT 1)
  WHERE epochs.epoch = newest.epoch;
  INSERT INTO epochs (epoch, identity) VALUES (coalesce(newest.epoch, 0) + 1, here);
  RETURN coalesce(newest.epoch, 0) + 1;
END $$;
`,
};

const watermarks: Migration = {
  name: '003-watermarks',
  sql: `
CREATE FUNCTION sample_watermark() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  latest watermarks;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('touchstone watermark of ' || current_schema(), 0)) THEN RETURN; END IF;
  SELECT * INTO latest FROM watermarks ORDER BY sampled_at DESC LIMIT 1;
  INSERT INTO watermarks
  SELECT greatest(clock_timestamp(), latest.sampled_at + interval '1 microsecond'), head.epoch, head.txid, head.global_position
  FROM (SELECT e.epoch, e.txid, e.global_position FROM events e
        WHERE (e.epoch, e.txid) < ((SELECT max(p.epoch) FROM epochs p), pg_snapshot_xmin(pg_current_snapshot()))
        ORDER BY e.epoch DESC, e.txid DESC, e.global_position DESC LIMIT 1) head
  WHERE latest IS NULL OR (head.epoch, head.txid, head.global_position) > (latest.epoch, latest.txid, latest.global_position);
END $$;
`,
};

// A function with a plan of its own, because planning this at each call costs more than the call.
const heads: Migration = {
  name: '005-heads',
  sql: `
CREATE FUNCTION heads(p_streams text[]) RETURNS TABLE (stream text, version bigint) LANGUAGE plpgsql
SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY SELECT s.stream, (
    SELECT e.stream_version FROM events e WHERE e.stream_id = s.stream ORDER BY e.stream_version DESC LIMIT 1
  ) FROM unnest(p_streams) AS s(stream);
END $$;
`,
};

export const storeMigrations: readonly Migration[] = [tables, epochs, watermarks, appendFunctions, heads];
