import type { Pool } from 'pg';
import type { Incoming } from './receive';
import type { Claim } from './sort-out';

// Claimed in the order of ids, so that two workers with the same ids wait for each other instead of deadlocking.
const insert = {
  name: 'inbox-claim',
  text: `INSERT INTO inbox.events (id, digest, identity, after_version, topic, partition, message_offset)
    SELECT id, decode(digest, 'hex'), decode(identity, 'hex'), after_version, topic, partition, message_offset
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::smallint[], $7::bigint[])
      AS t(id, digest, identity, after_version, topic, partition, message_offset)
    ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id`,
};
const readBack = {
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
  const { rows: made } = await pool.query<{ id: string }>({
    ...insert,
    values: [
      incoming.map(({ event }) => event.id),
      incoming.map(({ event }) => event.metadata.digest ?? null),
      incoming.map(({ primary }) => primary.identity),
      incoming.map(({ stream }) => versionOf(stream)),
      incoming.map(({ message }) => message.topic),
      incoming.map(({ message }) => message.partition),
      incoming.map(({ message }) => message.offset),
    ],
  });
  if (made.length === incoming.length) return new Map();
  const mine = new Set(made.map(({ id }) => id));
  const known = incoming.map(({ event }) => event.id).filter((id) => !mine.has(id));
  const { rows } = await pool.query<Row>({ ...readBack, values: [known] });
  return new Map(rows.map((row) => [row.id, claimOf(row)]));
};
