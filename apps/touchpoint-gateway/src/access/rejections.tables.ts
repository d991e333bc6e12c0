import type { Pool } from 'pg';

export interface KeptRejection {
  readonly id: string;
  readonly sourceId: string;
  readonly at: Date;
  readonly code: string;
  readonly box: Buffer;
}
export type ListedRejection = Omit<KeptRejection, 'box'>;

/** A rejection that is known already (a batch sent again) stays as it is. */
export const insertRejections = async (pool: Pool, rejections: readonly KeptRejection[]): Promise<void> => {
  await pool.query(
    `INSERT INTO access.rejections (id, source_id, day, at, code, box)
     SELECT id, source_id, (at AT TIME ZONE 'UTC')::date, at, code, box
     FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::bytea[]) AS r(id, source_id, at, code, box)
     ON CONFLICT (id) DO NOTHING`,
    [
      rejections.map(({ id }) => id),
      rejections.map(({ sourceId }) => sourceId),
      rejections.map(({ at }) => at),
      rejections.map(({ code }) => code),
      rejections.map(({ box }) => box),
    ],
  );
};

interface Asked {
  readonly sourceId?: string | undefined;
  readonly code?: string | undefined;
  /** The last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Newest first. */
export const listRejections = async (
  pool: Pool,
  { sourceId, code, after, limit }: Asked,
): Promise<ListedRejection[]> => {
  const { rows } = await pool.query<ListedRejection>(
    `SELECT id, source_id AS "sourceId", at, code FROM access.rejections
     WHERE ($1::uuid IS NULL OR source_id = $1) AND ($2::text IS NULL OR code = $2)
       AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid))
     ORDER BY at DESC, id DESC LIMIT $5`,
    [sourceId ?? null, code ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
};

export const findRejection = async (pool: Pool, id: string): Promise<KeptRejection | undefined> => {
  const { rows } = await pool.query<KeptRejection>(
    'SELECT id, source_id AS "sourceId", at, code, box FROM access.rejections WHERE id = $1',
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
};
