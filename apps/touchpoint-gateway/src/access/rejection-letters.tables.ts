import type { DeadLetter, DeadLetterState, DeadLetterStep } from '@touchstone/contracts';
import type { Pool } from 'pg';

const columns = `id::text, state, source_id AS source, code AS reason, key, attempts, at, repaired_by AS "repairedBy"`;

type Row = Omit<DeadLetter, 'kind' | 'at' | 'event'> & { at: Date };
const toLetter = ({ at, ...row }: Row): DeadLetter => ({
  ...row,
  kind: 'rejection',
  event: null,
  at: at.toISOString(),
});

interface Asked {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  readonly key?: string | undefined;
  /** Open ones unless told. */
  readonly state?: DeadLetterState | undefined;
  /** The last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
  readonly limit: number;
}

/** Newest first. */
export const listRejections = async (pool: Pool, asked: Asked): Promise<DeadLetter[]> => {
  const { source, reason, key, state = 'open', after, limit } = asked;
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM access.rejections
     WHERE ($1::uuid IS NULL OR source_id = $1) AND ($2::text IS NULL OR code = $2) AND ($3::text IS NULL OR key = $3) AND state = $4
       AND ($5::timestamptz IS NULL OR (at, id) < ($5, $6::uuid))
     ORDER BY access.rejections.at DESC, access.rejections.id DESC LIMIT $7`,
    [source ?? null, reason ?? null, key ?? null, state, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows.map(toLetter);
};

export const findLetter = async (pool: Pool, id: string): Promise<DeadLetter | undefined> => {
  const { rows } = await pool.query<Row>(`SELECT ${columns} FROM access.rejections WHERE id = $1`, [id]);
  return rows[0] && toLetter(rows[0]);
};

export const stepsOf = async (pool: Pool, id: string): Promise<DeadLetterStep[]> => {
  const { rows } = await pool.query<Omit<DeadLetterStep, 'at'> & { at: Date }>(
    'SELECT at, by, action, reason, event FROM access.rejection_steps WHERE rejection = $1 ORDER BY access.rejection_steps.id',
    [id],
  );
  return rows.map(({ at, ...step }) => ({ ...step, at: at.toISOString() }));
};

export const recordView = async (pool: Pool, id: string, by: string): Promise<void> => {
  await pool.query(`INSERT INTO access.rejection_steps (rejection, by, action) VALUES ($1, $2, 'viewed')`, [id, by]);
};

/** For half a minute nobody else may settle it; false when it is settled, or held by somebody. */
export const holdRejection = async (pool: Pool, id: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `UPDATE access.rejections SET held_until = clock_timestamp() + interval '30 seconds'
     WHERE id = $1 AND state = 'open' AND (held_until IS NULL OR held_until < clock_timestamp())`,
    [id],
  );
  return rowCount === 1;
};

export interface Settlement {
  readonly by: string;
  readonly action: 'tried' | 'replayed' | 'repaired' | 'discarded';
  readonly reason?: string | undefined;
  readonly event?: string | undefined;
}

/** Writes down how it ended and lets it go; `tried` leaves it open. */
export const settleRejection = async (
  pool: Pool,
  id: string,
  { by, action, reason, event }: Settlement,
): Promise<void> => {
  await pool.query(
    `WITH settled AS (
       UPDATE access.rejections SET held_until = NULL, attempts = attempts + CASE WHEN $3 = 'discarded' THEN 0 ELSE 1 END,
         state = CASE WHEN $3 = 'tried' THEN state ELSE $3 END, repaired_by = CASE WHEN $3 = 'repaired' THEN $5::uuid END
       WHERE id = $1 RETURNING id
     )
     INSERT INTO access.rejection_steps (rejection, by, action, reason, event) SELECT id, $2, $3, $4, $5::uuid FROM settled`,
    [id, by, action, reason ?? null, event ?? null],
  );
};

/** After a fault: it stays open, and may be tried again at once. */
export const releaseRejection = async (pool: Pool, id: string): Promise<void> => {
  await pool.query('UPDATE access.rejections SET held_until = NULL WHERE id = $1', [id]);
};
