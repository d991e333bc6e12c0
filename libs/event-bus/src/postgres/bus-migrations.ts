import type { Migration } from '@touchstone/migrations';

const messages = `
CREATE TABLE topics (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL UNIQUE,
  partitions smallint NOT NULL,
  -- next[p + 1] is the next offset of partition p. One row, so that a flush over all partitions locks and writes one tuple.
  next bigint[] NOT NULL,
  CHECK (cardinality(next) = partitions)
) WITH (fillfactor = 10);

CREATE TABLE messages (
  topic smallint NOT NULL,
  partition smallint NOT NULL,
  "offset" bigint NOT NULL,
  published_at timestamptz NOT NULL,
  key text NOT NULL COLLATE "C",
  event text NOT NULL,
  data text NOT NULL,
  PRIMARY KEY (topic, partition, "offset")
);
-- Sealed boxes do not shrink, so trying to compress them only costs time.
ALTER TABLE messages ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE FUNCTION publish(of_topic smallint, counts int[], partitions smallint[], places int[], keys text, events text, datas text)
RETURNS bigint[] LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  ends bigint[];
BEGIN
  UPDATE topics t SET next = (SELECT array_agg(n + c ORDER BY i) FROM unnest(t.next, counts) WITH ORDINALITY AS u(n, c, i))
  WHERE t.id = of_topic RETURNING t.next INTO ends;
  IF ends IS NULL THEN RAISE EXCEPTION 'This topic is gone.'; END IF;
  INSERT INTO messages (topic, partition, "offset", published_at, key, event, data)
  SELECT of_topic, m.partition, ends[m.partition + 1] + m.place, clock_timestamp(), m.key, m.event, m.data
  FROM unnest(partitions, places, string_to_array(keys, E'\\x1f'), string_to_array(events, E'\\x1f'), string_to_array(datas, E'\\x1f'))
    AS m(partition, place, key, event, data);
  RETURN ends;
END $$;
`;

const groups = `
CREATE TABLE members (
  group_name text NOT NULL,
  member uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  topics smallint[] NOT NULL,
  PRIMARY KEY (group_name, member)
);

CREATE TABLE assignments (
  group_name text NOT NULL,
  topic smallint NOT NULL REFERENCES topics,
  partition smallint NOT NULL,
  member uuid,
  token bigint NOT NULL DEFAULT 0,
  next bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (group_name, topic, partition)
) WITH (fillfactor = 40);

-- Renews the member, frees what expired members held, and takes free partitions up to the fair share.
CREATE FUNCTION heartbeat(of_group text, of_member uuid, of_topics smallint[], lease interval)
RETURNS TABLE (topic smallint, share int, partition smallint, token bigint, next bigint)
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('touchstone-bus-group:' || of_group, 0));
  INSERT INTO members VALUES (of_group, of_member, clock_timestamp() + lease, of_topics)
  ON CONFLICT (group_name, member) DO UPDATE SET expires_at = excluded.expires_at, topics = excluded.topics;
  -- Nobody could renew while the server was down, so its start counts as a renewal of all.
  DELETE FROM members m WHERE m.group_name = of_group
    AND m.expires_at < clock_timestamp() AND pg_postmaster_start_time() + lease < clock_timestamp();
  INSERT INTO assignments (group_name, topic, partition)
  SELECT of_group, t.id, p FROM topics t, generate_series(0, t.partitions - 1) p WHERE t.id = ANY (of_topics)
  ON CONFLICT DO NOTHING;
  UPDATE assignments a SET member = NULL, token = a.token + 1
  WHERE a.group_name = of_group AND a.member IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM members m WHERE m.group_name = of_group AND m.member = a.member AND a.topic = ANY (m.topics));
  RETURN QUERY
  WITH shares AS (
    SELECT t.id, t.partitions / count(*) + CASE WHEN count(*) FILTER (WHERE m.member < of_member) < t.partitions % count(*) THEN 1 ELSE 0 END AS share
    FROM topics t JOIN members m ON m.group_name = of_group AND t.id = ANY (m.topics)
    WHERE t.id = ANY (of_topics) GROUP BY t.id, t.partitions
  ), held AS (
    SELECT a.* FROM assignments a WHERE a.group_name = of_group AND a.member = of_member
  ), free AS (
    SELECT a.topic, a.partition, row_number() OVER (PARTITION BY a.topic ORDER BY a.partition) AS place
    FROM assignments a WHERE a.group_name = of_group AND a.member IS NULL AND a.topic = ANY (of_topics)
  ), taken AS (
    UPDATE assignments a SET member = of_member, token = a.token + 1
    FROM free JOIN shares ON shares.id = free.topic
    WHERE a.group_name = of_group AND a.topic = free.topic AND a.partition = free.partition
      AND free.place <= shares.share - (SELECT count(*) FROM held WHERE held.topic = free.topic)
    RETURNING a.topic, a.partition, a.token, a.next
  ), mine AS (
    SELECT topic, partition, token, next FROM held UNION ALL SELECT topic, partition, token, next FROM taken
  )
  SELECT shares.id, shares.share::int, mine.partition, mine.token, mine.next
  FROM shares LEFT JOIN mine ON mine.topic = shares.id ORDER BY shares.id, mine.partition;
END $$;
`;

const parking = `
CREATE TABLE parked (
  group_name text NOT NULL,
  topic smallint NOT NULL,
  partition smallint NOT NULL,
  "offset" bigint NOT NULL,
  key text NOT NULL COLLATE "C",
  event text NOT NULL,
  data text NOT NULL,
  reason text NOT NULL,
  attempts int NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  state text NOT NULL CHECK (state IN ('parked', 'waiting', 'replayed', 'repaired', 'discarded')),
  settled_at timestamptz,
  PRIMARY KEY (group_name, topic, partition, "offset")
);
CREATE INDEX parked_active ON parked (group_name, key, topic, "offset") WHERE state IN ('parked', 'waiting');

CREATE TABLE repairs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_name text NOT NULL,
  topic smallint NOT NULL,
  partition smallint NOT NULL,
  key text NOT NULL COLLATE "C",
  target bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('replay', 'repair', 'discard')),
  event text,
  data text,
  requested_by text NOT NULL,
  reason text,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  applied_at timestamptz
);
CREATE INDEX repairs_open ON repairs (group_name, id) WHERE applied_at IS NULL;
`;

const upkeep = `
CREATE TABLE retained (
  topic smallint NOT NULL REFERENCES topics,
  partition smallint NOT NULL,
  first bigint NOT NULL,
  PRIMARY KEY (topic, partition)
);

CREATE TABLE relays (
  name text PRIMARY KEY,
  owner uuid,
  token bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  position text NOT NULL DEFAULT '' COLLATE "C"
);
`;

const deadLetters = `
ALTER TABLE parked ADD COLUMN source text COLLATE "C", ADD COLUMN repaired_by text;
-- By its text: a part of the metadata that JSON functions refuse must not stop an upgrade.
UPDATE parked SET source = substring(event from '"metadata":\\{"source":"([^"\\\\]*)"');
CREATE INDEX repairs_of_message ON repairs (group_name, topic, partition, target);

-- A member that slept while its group was forgotten must not meet its old token again in the group's next life.
ALTER TABLE assignments ALTER COLUMN token SET DEFAULT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;

CREATE FUNCTION forget_group(of_group text) RETURNS text LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('touchstone-bus-group:' || of_group, 0));
  IF NOT EXISTS (SELECT 1 FROM assignments a WHERE a.group_name = of_group) THEN RETURN 'unknown'; END IF;
  IF EXISTS (SELECT 1 FROM members m WHERE m.group_name = of_group AND m.expires_at > clock_timestamp()) THEN RETURN 'members'; END IF;
  IF EXISTS (SELECT 1 FROM parked p WHERE p.group_name = of_group AND p.state IN ('parked', 'waiting')) THEN RETURN 'parked'; END IF;
  DELETE FROM members m WHERE m.group_name = of_group;
  DELETE FROM assignments a WHERE a.group_name = of_group;
  DELETE FROM repairs r WHERE r.group_name = of_group;
  DELETE FROM parked p WHERE p.group_name = of_group;
  RETURN 'forgotten';
END $$;
`;

// Once a group has started in a partition, `next` bounds the truth that its consumer keeps itself: only `next` is set back with
// a topic that has lost its end, and the end grows again.
const starts = `ALTER TABLE assignments ADD COLUMN started boolean NOT NULL DEFAULT false`;

// Every process looks every minute for what was settled long ago.
const settled = `
CREATE INDEX parked_settled ON parked (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX repairs_applied ON repairs (applied_at) WHERE applied_at IS NOT NULL;
`;

export const busMigrations: readonly Migration[] = [
  { name: '001-messages', sql: messages },
  { name: '002-groups', sql: groups },
  { name: '003-parking', sql: parking },
  { name: '004-upkeep', sql: upkeep },
  { name: '005-dead-letters', sql: deadLetters },
  { name: '006-starts', sql: starts },
  { name: '007-settled', sql: settled },
];
