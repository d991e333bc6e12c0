import type { WireEvent } from '@touchstone/contracts';
import { headText } from './packed-messages';
import type { BusMessage } from '../port';
import type { BusDatabase, Statement } from './database';
import type { OwnedPartition } from './owned-partition';

/** A message to be written down beside the commit: the poison itself, or one that waits behind it. */
export interface Parked {
  readonly of: OwnedPartition;
  readonly message: BusMessage;
  readonly state: 'parked' | 'waiting';
  readonly reason: string;
  readonly attempts: number;
}

const commitOffsets: Statement = {
  name: 'commit',
  text: `UPDATE $schema.assignments a SET next = c.next
    FROM unnest($2::smallint[], $3::smallint[], $4::bigint[], $5::bigint[]) AS c(topic, partition, token, next)
    WHERE a.group_name = $1 AND a.topic = c.topic AND a.partition = c.partition AND a.token = c.token
    RETURNING a.topic, a.partition`,
};

const commitAndPark: Statement = {
  name: 'commit-and-park',
  text: `WITH fenced AS (
      UPDATE $schema.assignments a SET next = c.next
      FROM unnest($2::smallint[], $3::smallint[], $4::bigint[], $5::bigint[]) AS c(topic, partition, token, next)
      WHERE a.group_name = $1 AND a.topic = c.topic AND a.partition = c.partition AND a.token = c.token
      RETURNING a.topic, a.partition
    ), kept AS (
      INSERT INTO $schema.parked AS p (group_name, topic, partition, "offset", key, event, data, reason, attempts, state, source)
      SELECT $1, m.topic, m.partition, m."offset", m.key, m.event, m.data, m.reason, m.attempts, m.state, m.source
      FROM jsonb_to_recordset($6::jsonb) AS m(topic smallint, partition smallint, "offset" bigint, key text, event text,
        data text, reason text, attempts int, state text, source text)
      JOIN fenced f ON f.topic = m.topic AND f.partition = m.partition
      ON CONFLICT (group_name, topic, partition, "offset") DO UPDATE
        SET state = 'parked', reason = excluded.reason, attempts = p.attempts + excluded.attempts, settled_at = NULL
        WHERE p.state = 'replayed' AND excluded.state = 'parked'
    )
    SELECT topic, partition FROM fenced`,
};

/** Answers the partitions that were still ours; for the others nothing is written. */
export const commitChunk = async (
  database: BusDatabase,
  group: string,
  nexts: readonly { readonly of: OwnedPartition; readonly next: number }[],
  parked: readonly Parked[],
): Promise<(partition: OwnedPartition) => boolean> => {
  const values: unknown[] = [
    group,
    nexts.map(({ of }) => of.topic.id),
    nexts.map(({ of }) => of.partition),
    nexts.map(({ of }) => of.token),
    nexts.map(({ next }) => next),
  ];
  if (parked.length > 0) values.push(JSON.stringify(parked.map(parkedRow)));
  const statement = parked.length > 0 ? commitAndPark : commitOffsets;
  const { rows } = await database.query<{ topic: number; partition: number }>(statement, values);
  const ours = new Set(rows.map(({ topic, partition }) => `${topic}/${partition}`));
  return ({ topic, partition }) => ours.has(`${topic.id}/${partition}`);
};

const parkedRow = ({ of, message, state, reason, attempts }: Parked) => ({
  topic: of.topic.id,
  partition: of.partition,
  offset: message.offset,
  key: message.key,
  event: headText(message.event),
  data: message.event.data,
  reason,
  attempts,
  state,
  source: sourceOf(message.event),
});

// What is parked may be no event at all.
const sourceOf = (event: Partial<WireEvent> | undefined): string | null => {
  const source: unknown = event?.metadata?.source;
  return typeof source === 'string' ? source : null;
};
