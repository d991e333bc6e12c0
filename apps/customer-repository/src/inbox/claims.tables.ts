import type { Pool } from 'pg';
import { dictionary, plainArray } from './columns';
import type { Incoming } from './receive';
import type { Claim } from './sort-out';

/** Of a statement: a connection that has died without a word must not hold the partitions for hours, which are renewed over others. */
export const limit = { query_timeout: 60_000 };

// Claimed in the order of ids, so that two workers with the same ids wait for each other instead of deadlocking. It answers
// what was known before, which is next to nothing, and not what it has claimed.
const insert = {
  ...limit,
  name: 'inbox-claim',
  text: `WITH mine AS (
      INSERT INTO inbox.events (id, digest, identity, after_version, topic, partition, message_offset)
      SELECT id, decode(digest, 'hex'), decode(identity, 'hex'), after_version, ($8::text[])[topic], partition, message_offset
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::smallint[], $6::smallint[], $7::bigint[])
        AS t(id, digest, identity, after_version, topic, partition, message_offset)
      ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id
    )
    SELECT unnest($1::uuid[]) AS id EXCEPT SELECT id FROM mine`,
};
const readBack = {
  ...limit,
  name: 'inbox-read-back',
  text: `SELECT id, encode(digest, 'hex') AS digest, after_version, topic, partition, message_offset, position
    FROM inbox.events WHERE id = ANY($1::uuid[])`,
};

interface Row {
  id: string;
  digest: string | null;
  after_version: number;
  topic: string;
  partition: number;
  message_offset: string;
  position: string | null;
}

const claimOf = (row: Row): Claim => ({
  id: row.id,
  digest: row.digest ?? undefined,
  position: row.position ?? undefined,
  afterVersion: row.after_version,
  topic: row.topic,
  partition: row.partition,
  offset: Number(row.message_offset),
});

/** Claims each event id for this worker; answers those that somebody had claimed before. Durable when it resolves. */
export const claim = async (
  pool: Pool,
  incoming: readonly Incoming[],
  versionOf: (stream: string) => number,
): Promise<Map<string, Claim>> => {
  const topics = dictionary(incoming, ({ message }) => message.topic);
  const { rows: known } = await pool.query<{ id: string }>({
    ...insert,
    values: [
      plainArray(incoming, ({ event }) => event.id),
      plainArray(incoming, ({ event }) => event.metadata.digest),
      plainArray(incoming, ({ primary }) => primary.identity),
      plainArray(incoming, ({ stream }) => versionOf(stream)),
      plainArray(topics.places),
      plainArray(incoming, ({ message }) => message.partition),
      plainArray(incoming, ({ message }) => message.offset),
      topics.values,
    ],
  });
  if (known.length === 0) return new Map();
  const { rows } = await pool.query<Row>({ ...readBack, values: [known.map(({ id }) => id)] });
  return new Map(rows.map((row) => [row.id, claimOf(row)]));
};
