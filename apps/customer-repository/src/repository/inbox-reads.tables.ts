import type { Database } from '../database.tables';

export interface Receipt {
  readonly source: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}
export interface HourlyReceipt extends Receipt {
  readonly hour: Date;
}

const counts = `sum(stored)::float8 AS stored, sum(duplicate)::float8 AS duplicate, sum(conflict)::float8 AS conflict, sum(rejected)::float8 AS rejected,
  sum(stored + duplicate + conflict + rejected)::float8 AS received`;

/** Since ever, per source. */
export const receiptsPerSource = async (pool: Database): Promise<Receipt[]> =>
  (await pool.query<Receipt>(`SELECT source, ${counts} FROM inbox.receipts GROUP BY source ORDER BY source`)).rows;

export interface ReceiptFilter {
  readonly source?: string;
  readonly from?: string;
  readonly to?: string;
}
/** Per source and hour in which the events were received, newest hour first; at most 1 000. */
export const receiptsPerHour = async (pool: Database, { source, from, to }: ReceiptFilter): Promise<HourlyReceipt[]> =>
  (
    await pool.query<HourlyReceipt>(
      `SELECT source, hour, ${counts} FROM inbox.receipts
        WHERE ($1::text IS NULL OR source = $1) AND ($2::timestamptz IS NULL OR hour >= $2) AND ($3::timestamptz IS NULL OR hour < $3)
        GROUP BY source, hour ORDER BY hour DESC, source LIMIT 1000`,
      [source ?? null, from ?? null, to ?? null],
    )
  ).rows;

/** Ids of quarantined events that are not settled; of those offsets only, when ranges are given (topic, partition, first, last). */
export const quarantinedIds = async (
  pool: Database,
  ranges?: readonly (readonly [string, number, number, number])[],
): Promise<string[]> => {
  const { rows } = await pool.query<{ event: string }>(
    `SELECT DISTINCT q.event FROM inbox.quarantine q
      WHERE q.repaired_by IS NULL AND q.discarded_at IS NULL AND ($1::jsonb IS NULL OR EXISTS (
        SELECT 1 FROM jsonb_to_recordset($1) AS r(t text, p int, f bigint, l bigint)
        WHERE q.topic = r.t AND q.partition = r.p AND q.message_offset BETWEEN r.f AND r.l)) LIMIT 1000`,
    [ranges ? JSON.stringify(ranges.map(([t, p, f, l]) => ({ t, p, f, l }))) : null],
  );
  return rows.map(({ event }) => event);
};
