import { customerIdOf } from '@touchstone/contracts';
import type { Pool } from 'pg';
import { limit } from './claims.tables';
import { dictionary, plainArray } from './columns';
import type { Incoming, Rejected } from './receive';
import { settledBlocks } from './settled-blocks';
import type { Conflict } from './sort-out';
import type { Stored } from './append-facts';

/** What became of a chunk. */
export interface Outcome {
  readonly stored: readonly Stored[];
  readonly duplicates: readonly Incoming[];
  readonly conflicts: readonly Conflict[];
  readonly rejected: readonly Rejected[];
  /** Messages below the high-water mark: they may have been counted as rejected before. */
  readonly replayed: readonly Incoming[];
  /** `<topic>`, partition, next offset. */
  readonly marks: readonly { readonly topic: string; readonly partition: number; readonly next: number }[];
}

// One statement is one transaction. Each message is counted by the row that it makes or changes, so never twice. A version that
// somebody has decided on already is settled as it comes again. Every event gets the last position of its chunk ($14), at or
// behind its own: the bounds of a backup need no more, and it is one value.
const text = `
WITH stored AS (
  UPDATE inbox.events e SET position = $14 FROM unnest($1::uuid[], $2::smallint[]) AS t(id, receipt)
  WHERE e.id = t.id AND e.position IS NULL RETURNING t.receipt
), repaired AS (
  UPDATE inbox.quarantine q SET repaired_by = t.id FROM unnest($5::uuid[], $6::uuid[], $16::text[]) AS t(id, repairs, digest)
  WHERE q.event = t.repairs AND q.repaired_by IS NULL AND (q.digest IS NOT DISTINCT FROM t.digest
    OR NOT EXISTS (SELECT 1 FROM inbox.quarantine o WHERE o.event = t.repairs AND o.digest IS NOT DISTINCT FROM t.digest))
), known AS (
  INSERT INTO inbox.identities (customer, identity, type)
  SELECT * FROM unnest($7::uuid[], $8::text[], $9::text[]) AS t(customer, identity, type) ORDER BY 1 ON CONFLICT DO NOTHING
), messages AS (
  SELECT * FROM jsonb_to_recordset($10::jsonb) AS m(kind text, topic text, partition smallint, "offset" bigint, source text, hour timestamptz,
    event uuid, type text, "storedDigest" text, digest text, wire text, reason text, key text)
), duplicate AS (
  INSERT INTO inbox.duplicates (topic, partition, message_offset, event)
  SELECT topic, partition, "offset", event FROM messages WHERE kind = 'duplicate' ON CONFLICT DO NOTHING RETURNING topic, partition, message_offset
), conflict AS (
  INSERT INTO inbox.quarantine (topic, partition, message_offset, source, event, type, stored_digest, digest, wire, key, repaired_by, discarded_at)
  SELECT m.topic, m.partition, "offset", m.source, m.event, m.type, "storedDigest", m.digest, m.wire, m.key, known.repaired_by, known.discarded_at
  FROM messages m LEFT JOIN LATERAL (
    SELECT repaired_by, discarded_at FROM inbox.quarantine q
    WHERE q.event = m.event AND q.digest IS NOT DISTINCT FROM m.digest AND (q.repaired_by IS NOT NULL OR q.discarded_at IS NOT NULL) LIMIT 1
  ) known ON true WHERE m.kind = 'conflict'
  ON CONFLICT DO NOTHING RETURNING topic, partition, message_offset
), rejection AS (
  INSERT INTO inbox.rejections (topic, partition, message_offset, source, hour, event, reason)
  SELECT topic, partition, "offset", source, hour, event, reason FROM messages WHERE kind = 'rejected'
  ON CONFLICT DO NOTHING RETURNING topic, partition, message_offset
), undone AS (
  DELETE FROM inbox.rejections r USING messages m
  WHERE m.kind = 'replayed' AND (r.topic, r.partition, r.message_offset) = (m.topic, m.partition, m."offset") RETURNING r.source, r.hour
), counted AS (
  SELECT ($3::text[])[receipt] AS source, ($4::timestamptz[])[receipt] AS hour, count(*) AS stored, 0 AS duplicate, 0 AS conflict, 0 AS rejected
  FROM stored GROUP BY receipt
  UNION ALL SELECT source, hour, 0, 1, 0, 0 FROM duplicate d JOIN messages m ON (m.topic, m.partition, m."offset") = (d.topic, d.partition, d.message_offset) AND m.kind = 'duplicate'
  UNION ALL SELECT source, hour, 0, 0, 1, 0 FROM conflict d JOIN messages m ON (m.topic, m.partition, m."offset") = (d.topic, d.partition, d.message_offset) AND m.kind = 'conflict'
  UNION ALL SELECT source, hour, 0, 0, 0, 1 FROM rejection d JOIN messages m ON (m.topic, m.partition, m."offset") = (d.topic, d.partition, d.message_offset) AND m.kind = 'rejected'
  UNION ALL SELECT source, hour, 0, 0, 0, -1 FROM undone
), summed AS (
  SELECT source, hour, sum(stored) AS stored, sum(duplicate) AS duplicate, sum(conflict) AS conflict, sum(rejected) AS rejected
  FROM counted GROUP BY source, hour ORDER BY source, hour
), receipts AS (
  INSERT INTO inbox.receipts AS r SELECT * FROM summed ON CONFLICT (source, hour) DO UPDATE
  SET stored = r.stored + excluded.stored, duplicate = r.duplicate + excluded.duplicate,
    conflict = r.conflict + excluded.conflict, rejected = r.rejected + excluded.rejected
), lines AS (
  INSERT INTO inbox.import_blocks AS b (import, block, stored, duplicate, conflict, rejected)
  SELECT import, block, ('x' || stored)::bit(1024), ('x' || duplicate)::bit(1024), ('x' || conflict)::bit(1024), ('x' || rejected)::bit(1024)
  FROM jsonb_to_recordset($15::jsonb) AS t(import uuid, block int, stored text, duplicate text, conflict text, rejected text) ORDER BY 1, 2
  ON CONFLICT (import, block) DO UPDATE SET
    stored = b.stored | (excluded.stored & ~(b.duplicate | b.conflict)),
    duplicate = b.duplicate | (excluded.duplicate & ~(b.stored | b.conflict)),
    conflict = b.conflict | (excluded.conflict & ~(b.stored | b.duplicate)),
    rejected = (b.rejected | excluded.rejected)
      & ~(b.stored | b.duplicate | b.conflict | excluded.stored | excluded.duplicate | excluded.conflict)
), marks AS (
  INSERT INTO inbox.marks AS k (topic, partition, next, position)
  SELECT topic, partition, next, $14 FROM unnest($11::text[], $12::smallint[], $13::bigint[]) AS t(topic, partition, next) ORDER BY 1, 2
  ON CONFLICT (topic, partition) DO UPDATE SET next = greatest(k.next, excluded.next), position = greatest(k.position, excluded.position)
)
SELECT source, stored::int, duplicate::int, conflict::int, rejected::int FROM summed`;

const at = ({ topic, partition, offset }: Incoming['message']) => ({ topic, partition, offset });
const duplicateRow = (one: Incoming) => ({
  kind: 'duplicate',
  ...at(one.message),
  source: one.source,
  hour: one.hour,
  event: one.event.id,
});
const conflictRow = ({ incoming, stored }: Conflict) => ({
  ...duplicateRow(incoming),
  kind: 'conflict',
  type: incoming.event.type,
  storedDigest: stored,
  digest: incoming.event.metadata.digest,
  wire: JSON.stringify(incoming.event),
  key: incoming.message.key,
});
const rejectedRow = ({ message, source, hour, eventId, reason }: Rejected) => ({
  kind: 'rejected',
  ...at(message),
  source,
  hour,
  event: eventId,
  reason,
});

export interface Counted {
  readonly source: string;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}

/** Marks what is stored, keeps what is not, moves the marks and counts: in one transaction. Answers what it counted. */
export const mark = async (pool: Pool, outcome: Outcome): Promise<Counted[]> => {
  const { stored, marks } = outcome;
  const repairs = stored.filter(({ incoming }) => incoming.event.metadata.repairs !== undefined);
  const receipts = dictionary(stored, ({ incoming }) => `${incoming.hour} ${incoming.source}`);
  const begun = stored.filter(({ beginsStream }) => beginsStream).map(({ incoming }) => incoming.primary);
  const messages = [
    ...outcome.duplicates.map(duplicateRow),
    ...outcome.conflicts.map(conflictRow),
    ...outcome.rejected.map(rejectedRow),
    ...outcome.replayed.map((one) => ({ kind: 'replayed', ...at(one.message) })),
  ];
  const { rows } = await pool.query<Counted>({
    ...limit,
    name: 'inbox-mark',
    text,
    values: [
      plainArray(stored, ({ incoming }) => incoming.event.id),
      plainArray(receipts.places),
      receipts.values.map((value) => value.slice(value.indexOf(' ') + 1)),
      receipts.values.map((value) => value.slice(0, value.indexOf(' '))),
      repairs.map(({ incoming }) => incoming.event.id),
      repairs.map(({ incoming }) => incoming.event.metadata.repairs),
      begun.map(({ identity }) => customerIdOf(identity)),
      begun.map(({ identity }) => identity),
      begun.map(({ type }) => type),
      JSON.stringify(messages),
      marks.map(({ topic }) => topic),
      marks.map(({ partition }) => partition),
      marks.map(({ next }) => next),
      stored.reduce((last, { position }) => (position > last ? position : last), ''),
      JSON.stringify(settledBlocks(outcome)),
      repairs.map(({ incoming }) => incoming.event.metadata.digest ?? null),
    ],
  });
  return rows;
};

/** The marks of all partitions, or of those named: next offset per `<topic>/<partition>`. */
export const readMarks = async (pool: Pool, partitions?: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ name: string; next: string }>(
    `SELECT topic || '/' || partition AS name, next FROM inbox.marks WHERE $1::text[] IS NULL OR topic || '/' || partition = ANY($1)`,
    [partitions ?? null],
  );
  return new Map(rows.map(({ name, next }) => [name, Number(next)]));
};

/** Sets marks back: what lies beyond them is not what the inbox has stored. */
export const lowerMarks = async (pool: Pool, nexts: ReadonlyMap<string, number>): Promise<void> => {
  await pool.query(
    `UPDATE inbox.marks k SET next = least(k.next, t.next) FROM unnest($1::text[], $2::bigint[]) AS t(name, next)
      WHERE k.topic || '/' || k.partition = t.name`,
    [[...nexts.keys()], [...nexts.values()]],
  );
};

/** Everything that the inbox has stored lies at or before this position. */
export const lastStored = async (pool: Pool): Promise<string> =>
  (await pool.query<{ last: string | null }>('SELECT max(position) AS last FROM inbox.marks')).rows[0]?.last ?? '';
