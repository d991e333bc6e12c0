import type { Pool } from 'pg';

export interface Activity {
  readonly sourceId: string;
  /** Start of its five minutes, ms since the epoch. */
  readonly at: number;
  readonly received: number;
  readonly rejected: number;
  /** Of the rejected ones: beyond the quota of the day. */
  readonly notKept: number;
  /** Events that were asked to come again later. */
  readonly limited: number;
  readonly lastSeen: number;
}

// In the order of the keys, so that two gateways wait for each other instead of deadlocking.
const add = `WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[])
      AS t(source_id, at, received, rejected, not_kept, limited, last_seen)
  ), seen AS (
    UPDATE access.sources s SET last_seen_at = greatest(s.last_seen_at, n.last_seen)
    FROM (SELECT source_id, max(last_seen) AS last_seen FROM told GROUP BY source_id) n WHERE s.id = n.source_id
  )
  INSERT INTO access.source_activity AS a (source_id, at, received, rejected, not_kept, limited)
  SELECT source_id, at, received, rejected, not_kept, limited FROM told ORDER BY source_id, at
  ON CONFLICT (source_id, at) DO UPDATE SET received = a.received + excluded.received, rejected = a.rejected + excluded.rejected,
    not_kept = a.not_kept + excluded.not_kept, limited = a.limited + excluded.limited`;

export const addActivity = async (pool: Pool, told: readonly Activity[]): Promise<void> => {
  await pool.query({
    name: 'add-activity',
    text: add,
    values: [
      told.map(({ sourceId }) => sourceId),
      told.map(({ at }) => new Date(at)),
      told.map(({ received }) => received),
      told.map(({ rejected }) => rejected),
      told.map(({ notKept }) => notKept),
      told.map(({ limited }) => limited),
      told.map(({ lastSeen }) => new Date(lastSeen)),
    ],
  });
};

export interface Counts {
  readonly received: number;
  readonly rejected: number;
  readonly limited: number;
  /** rejected / received; null when nothing was received. */
  readonly errorRate: number | null;
}
export interface SourceActivityNow {
  readonly lastSeenAt: string | null;
  readonly lastHour: Counts;
  readonly lastDay: Counts;
  /** Of today (UTC). */
  readonly rejections: { readonly kept: number; readonly notKept: number; readonly perDay: number };
}

interface Row {
  last_seen_at: Date | null;
  rejections_per_day: number;
  kept: number;
  not_kept: number;
  hour: number[];
  day: number[];
}

const sums = (since: string) =>
  `(SELECT array[coalesce(sum(received), 0), coalesce(sum(rejected), 0), coalesce(sum(limited), 0)]::float8[]
    FROM access.source_activity a WHERE a.source_id = s.id AND a.at > now() - interval '${since}')`;
const today = `(now() AT TIME ZONE 'UTC')::date`;

const countsOf = ([received = 0, rejected = 0, limited = 0]: number[]): Counts => ({
  ...{ received, rejected, limited },
  errorRate: received === 0 ? null : rejected / received,
});

/** By whole five minutes; a few seconds old. Undefined when there is no such source. */
export const activityOf = async (pool: Pool, sourceId: string): Promise<SourceActivityNow | undefined> => {
  const { rows } = await pool.query<Row>(
    `SELECT s.last_seen_at, s.rejections_per_day, ${sums('1 hour')} AS hour, ${sums('1 day')} AS day,
       coalesce((SELECT kept FROM access.rejection_days d WHERE d.source_id = s.id AND d.day = ${today}), 0) AS kept,
       coalesce((SELECT sum(not_kept) FROM access.source_activity a WHERE a.source_id = s.id AND a.at >= ${today}::timestamp AT TIME ZONE 'UTC'), 0)::float8 AS not_kept
     FROM access.sources s WHERE s.id = $1`,
    [sourceId],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastHour: countsOf(row.hour),
    lastDay: countsOf(row.day),
    rejections: { kept: row.kept, notKept: row.not_kept, perDay: row.rejections_per_day },
  };
};

export const forgetActivity = async (pool: Pool): Promise<void> => {
  await pool.query(`DELETE FROM access.source_activity WHERE at < now() - interval '2 days'`);
};
