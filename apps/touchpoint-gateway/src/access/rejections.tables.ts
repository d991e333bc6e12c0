import type { Pool } from 'pg';

export interface KeptRejection {
  readonly id: string;
  readonly sourceId: string;
  readonly at: Date;
  readonly code: string;
  readonly key: string | undefined;
  /** Was sent as history: effects never fire for it. */
  readonly imported: boolean;
  readonly box: Buffer;
}

// One statement: the quota holds exactly, however many gateways insert at once, because they take turns at the row of the day.
const insert = `WITH sent AS (
    SELECT DISTINCT ON (id) id, at, code, box, key FROM unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::bytea[], $7::text[]) AS r(id, at, code, box, key)
  ), fresh AS (
    SELECT s.*, row_number() OVER () AS place FROM sent s WHERE NOT EXISTS (SELECT 1 FROM access.rejections r WHERE r.id = s.id)
  ), quota AS (
    INSERT INTO access.rejection_days AS d (source_id, day, kept, asked, granted)
    SELECT $1::uuid, (at AT TIME ZONE 'UTC')::date, least(count(*), $2::int), count(*), least(count(*), $2) FROM fresh GROUP BY 2
    ON CONFLICT (source_id, day) DO UPDATE SET asked = excluded.asked, granted = least(greatest($2 - d.kept, 0), excluded.asked),
      kept = d.kept + least(greatest($2 - d.kept, 0), excluded.asked)
    RETURNING granted
  ), kept AS (
    INSERT INTO access.rejections (id, source_id, day, at, code, box, key, imported)
    SELECT id, $1::uuid, (at AT TIME ZONE 'UTC')::date, at, code, box, key, $8::boolean FROM fresh, quota WHERE place <= granted
    ON CONFLICT (id) DO NOTHING RETURNING id
  )
  SELECT id FROM kept UNION SELECT r.id FROM access.rejections r JOIN sent USING (id)`;

export interface OfOneRequest {
  readonly sourceId: string;
  readonly perDay: number;
  readonly imported: boolean;
}
/** Ids of those that are kept: not those beyond the quota of the day. One that is known already (a batch sent again) stays as it is. */
export const insertRejections = async (
  pool: Pool,
  { sourceId, perDay, imported }: OfOneRequest,
  rejections: readonly KeptRejection[],
): Promise<ReadonlySet<string>> => {
  const { rows } = await pool.query<{ id: string }>({
    name: 'insert-rejections',
    text: insert,
    values: [
      sourceId,
      perDay,
      rejections.map(({ id }) => id),
      rejections.map(({ at }) => at),
      rejections.map(({ code }) => code),
      rejections.map(({ box }) => box),
      rejections.map(({ key }) => key ?? null),
      imported,
    ],
  });
  return new Set(rows.map(({ id }) => id));
};

export const findRejection = async (pool: Pool, id: string): Promise<KeptRejection | undefined> => {
  const { rows } = await pool.query<KeptRejection>(
    'SELECT id, source_id AS "sourceId", at, code, key, imported, box FROM access.rejections WHERE id = $1',
    [id],
  );
  return rows[0];
};

/** Source and day (UTC, ISO) of rejections that are older than 30 days. */
export const outlivedDays = async (pool: Pool): Promise<{ sourceId: string; day: string }[]> => {
  const { rows } = await pool.query<{ sourceId: string; day: string }>(
    `SELECT DISTINCT source_id AS "sourceId", to_char(day, 'YYYY-MM-DD') AS day FROM access.rejections
     WHERE day < (now() AT TIME ZONE 'UTC')::date - 30`,
  );
  return rows;
};

export const deleteRejections = async (
  pool: Pool,
  { sourceId, day }: { sourceId: string; day: string },
): Promise<void> => {
  await pool.query('DELETE FROM access.rejections WHERE source_id = $1 AND day = $2::date', [sourceId, day]);
  await pool.query('DELETE FROM access.rejection_days WHERE source_id = $1 AND day = $2::date', [sourceId, day]);
};
