import type { BusMessage } from '../port';
import type { BusDatabase, Statement } from './database';
import type { OwnedPartition } from './owned-partition';
import { toMessage, type MessageRow } from './packed-messages';

export interface ParkedRow extends MessageRow {
  readonly state: 'parked' | 'waiting';
}

export interface Settled {
  readonly offset: string;
  readonly state: 'parked' | 'replayed' | 'repaired' | 'discarded';
  /** A new reason, where it is parked again. */
  readonly reason: string | null;
  readonly attempts: number;
  /** Id of the event that took its place. */
  readonly repairedBy?: string;
}

/** Rows of one step: an event may have 256 KiB. */
const stepRows = 64;

const ofKey: Statement = {
  name: 'parked-of-key',
  text: `SELECT topic, partition, "offset", key, event, data, state FROM $schema.parked
    WHERE group_name = $1 AND key = $2 AND topic = $3 AND state IN ('parked', 'waiting') ORDER BY "offset" LIMIT ${stepRows}`,
};

const settle: Statement = {
  name: 'settle',
  text: `WITH fence AS (
      SELECT 1 FROM $schema.assignments WHERE group_name = $1 AND topic = $2 AND partition = $3 AND token = $4 FOR SHARE
    ), settled AS (
      UPDATE $schema.parked p SET state = s.state, reason = coalesce(s.reason, p.reason), attempts = p.attempts + s.attempts,
        repaired_by = s.repaired_by, settled_at = CASE WHEN s.state = 'parked' THEN NULL ELSE clock_timestamp() END
      FROM fence, unnest($5::bigint[], $6::text[], $7::text[], $8::int[], $9::text[]) AS s("offset", state, reason, attempts, repaired_by)
      WHERE p.group_name = $1 AND p.topic = $2 AND p.partition = $3 AND p."offset" = s."offset"
    ), applied AS (
      UPDATE $schema.repairs r SET applied_at = clock_timestamp() FROM fence WHERE r.id = $10
    )
    SELECT count(*)::int AS ours FROM fence`,
};

export const readParked = async (database: BusDatabase, group: string, of: OwnedPartition, key: string) =>
  (await database.query<ParkedRow>(ofKey, [group, key, of.topic.id])).rows;

/** Writes down what became of parked rows, and that a repair was applied; false when the partition is no longer ours. */
export const settleRows = async (
  database: BusDatabase,
  group: string,
  of: OwnedPartition,
  rows: readonly Settled[],
  repair: string | null,
): Promise<boolean> => {
  const { rows: answer } = await database.query<{ ours: number }>(settle, [
    group,
    of.topic.id,
    of.partition,
    of.token,
    rows.map(({ offset }) => offset),
    rows.map(({ state }) => state),
    rows.map(({ reason }) => reason),
    rows.map(({ attempts }) => attempts),
    rows.map(({ repairedBy }) => repairedBy ?? null),
    repair,
  ]);
  return answer[0]?.ours === 1;
};

export const replayedMessage = (row: MessageRow, topic: string): BusMessage => ({
  ...toMessage(row, topic),
  replayed: true,
});
