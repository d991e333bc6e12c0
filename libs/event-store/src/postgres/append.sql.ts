import type { Migration } from '@touchstone/migrations';

// Locks come before the transaction has an id, so that within one stream (txid, global_position) rises with the version.
// A version is read after the locks, by a statement (and so a snapshot) of its own.
const guardAndLock = `
  IF pg_current_xact_id_if_assigned() IS NOT NULL OR current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'Events are appended in a READ COMMITTED transaction of their own.' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(s.key)
  FROM (SELECT DISTINCT hashtextextended(u, 0) AS key FROM unnest(p_streams) u ORDER BY 1) s;`;

// A generic plan, or each call would plan again for the lengths of its arrays, which costs more than the call. Without
// sequential scans, because a plan made while the table fits a page would be kept until the table is analysed.
const settings = `LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off`;

const head = `coalesce((SELECT e.stream_version FROM @store@.events e WHERE e.stream_id = u.stream ORDER BY e.stream_version DESC LIMIT 1), -1)`;
const asExpected = `CASE i.expected WHEN -3 THEN true WHEN -2 THEN i.head >= 0 ELSE i.head = i.expected END`;
const columns = `epoch, txid, stream_id, stream_version, event_id, category, type, schema_version, data, metadata, recorded_at`;
const bodies = `
    convert_from(substring(p_body FROM i.start FOR i.data_bytes), 'UTF8'),
    convert_from(substring(p_body FROM i.start + i.data_bytes FOR i.metadata_bytes), 'UTF8')`;

const singles = `
CREATE FUNCTION @store@.append_singles(
  p_streams text[], p_expected bigint[], p_ids uuid[], p_types text[], p_schema_versions smallint[],
  p_starts int[], p_data_bytes int[], p_metadata_bytes int[], p_body bytea
) RETURNS TABLE (stream text, version bigint, era smallint, xid xid8, pos bigint) ${settings} AS $body$
DECLARE
  recorded timestamptz;
  newest smallint;
BEGIN ${guardAndLock}
  recorded := clock_timestamp();
  newest := (SELECT e.epoch FROM @store@.epochs e ORDER BY e.epoch DESC LIMIT 1);
  RETURN QUERY INSERT INTO @store@.events (${columns})
  SELECT newest, pg_current_xact_id(), i.stream, i.head + 1, i.id, split_part(i.stream, '-', 1), i.type, i.schema_version,
    ${bodies}, recorded
  FROM (
    SELECT u.*, ${head} AS head
    FROM unnest(p_streams, p_expected, p_ids, p_types, p_schema_versions, p_starts, p_data_bytes, p_metadata_bytes)
      AS u(stream, expected, id, type, schema_version, start, data_bytes, metadata_bytes)
    OFFSET 0
  ) i
  WHERE ${asExpected} AND (SELECT k.event_id FROM @store@.events k WHERE k.event_id = i.id) IS NULL
  RETURNING stream_id, stream_version, epoch, txid, global_position;
END $body$;`;

const several = `
CREATE FUNCTION @store@.append_events(
  p_streams text[], p_expected bigint[], p_items int[], p_indexes int[], p_names text[], p_ids uuid[],
  p_types text[], p_schema_versions smallint[], p_starts int[], p_data_bytes int[], p_metadata_bytes int[], p_body bytea
) RETURNS TABLE (stream text, version bigint, era smallint, xid xid8, pos bigint) ${settings} AS $body$
DECLARE
  recorded timestamptz;
  newest smallint;
  heads bigint[];
  taken int;
BEGIN ${guardAndLock}
  SELECT array_agg(CASE WHEN ${asExpected} THEN i.head END ORDER BY i.item) INTO heads
  FROM (
    SELECT u.*, ${head} AS head
    FROM unnest(p_streams, p_expected) WITH ORDINALITY AS u(stream, expected, item)
    OFFSET 0
  ) i;
  FOR taken IN
    SELECT u.item FROM unnest(p_ids, p_items) AS u(id, item)
    WHERE (SELECT k.event_id FROM @store@.events k WHERE k.event_id = u.id) IS NOT NULL
  LOOP
    heads[taken] := NULL;
  END LOOP;
  recorded := clock_timestamp();
  newest := (SELECT e.epoch FROM @store@.epochs e ORDER BY e.epoch DESC LIMIT 1);
  RETURN QUERY WITH appended AS (
    INSERT INTO @store@.events (${columns})
    SELECT newest, pg_current_xact_id(), i.stream, heads[i.item] + i.index, i.id, split_part(i.stream, '-', 1), i.type,
      i.schema_version, ${bodies}, recorded
    FROM unnest(p_items, p_indexes, p_names, p_ids, p_types, p_schema_versions, p_starts, p_data_bytes, p_metadata_bytes)
      AS i(item, index, stream, id, type, schema_version, start, data_bytes, metadata_bytes)
    WHERE heads[i.item] IS NOT NULL
    RETURNING stream_id, stream_version, global_position
  )
  SELECT a.stream_id, max(a.stream_version), newest, pg_current_xact_id_if_assigned(), max(a.global_position)
  FROM appended a GROUP BY a.stream_id;
END $body$;`;

// The schema's name is written into the bodies: a search_path set for each call would cost a third of a small one.
const install = (body: string): string => `
  DO $install$ BEGIN
    EXECUTE replace($function$${body}$function$, '@store@', quote_ident(current_schema()));
  END $install$;`;

/**
 * Both functions answer with the last event of every item that was appended, and leave the others out. `p_expected`: -1
 * no stream, -2 stream exists, -3 any. `p_body` holds data and metadata of each event from its `p_starts` (1-based) on.
 */
export const appendFunctions: Migration = { name: '004-append', sql: install(singles) + install(several) };
