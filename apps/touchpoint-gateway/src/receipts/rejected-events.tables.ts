import type { Pool } from 'pg';

/** Counts rejected events in the hour (UTC) in which they came. */
export const countRejected = async (pool: Pool, sourceId: string, at: Date, rejected: number): Promise<void> => {
  await pool.query({
    name: 'count-rejected',
    text: `INSERT INTO receipts.rejected_events AS r (source_id, hour, rejected) VALUES ($1, date_trunc('hour', $2::timestamptz, 'UTC'), $3)
      ON CONFLICT (source_id, hour) DO UPDATE SET rejected = r.rejected + excluded.rejected`,
    values: [sourceId, at, rejected],
  });
};

export interface HoursAsked {
  readonly source?: string | undefined;
  /** ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Newest hour first. */
export const rejectedPerHour = async (
  pool: Pool,
  { source, from, to }: HoursAsked,
  limit: number,
): Promise<{ source: string; hour: string; rejected: number }[]> => {
  const { rows } = await pool.query<{ source: string; hour: Date; rejected: number }>(
    `SELECT source_id AS source, hour, rejected::float8 FROM receipts.rejected_events
     WHERE ($1::uuid IS NULL OR source_id = $1) AND ($2::timestamptz IS NULL OR hour >= $2) AND ($3::timestamptz IS NULL OR hour < $3)
     ORDER BY hour DESC, source_id LIMIT $4`,
    [source ?? null, from ?? null, to ?? null, limit],
  );
  return rows.map((row) => ({ ...row, hour: row.hour.toISOString() }));
};
