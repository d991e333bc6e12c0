import type { Pool } from 'pg';
import type { StoredPlan } from './active-plans';
import type { PlanMode, TrackingPlan } from './plan';

export interface PlanVersion {
  readonly version: number;
  readonly mode: PlanMode;
  readonly by: string;
  readonly at: Date;
}

/** The newest version, unless it is the one that is known already. */
export const newestPlan = async (
  pool: Pool,
  sourceId: string,
  known: number | undefined,
): Promise<StoredPlan | undefined> => {
  const { rows } = await pool.query<StoredPlan>({
    name: 'newest-plan',
    text: `SELECT version, mode, plan FROM tracking_plans.versions
      WHERE source_id = $1 AND version > $2 ORDER BY version DESC LIMIT 1`,
    values: [sourceId, known ?? 0],
  });
  return rows[0];
};

/** A further version of the plan; undefined when there is no such living source. Two at once get two numbers. */
export const addVersion = async (
  pool: Pool,
  { sourceId, mode, plan, by }: { sourceId: string; mode: PlanMode; plan: TrackingPlan; by: string },
): Promise<PlanVersion | undefined> => {
  const { rows } = await pool.query<PlanVersion>(
    `WITH living AS (SELECT id FROM access.sources WHERE id = $1 AND revoked_at IS NULL FOR UPDATE)
     INSERT INTO tracking_plans.versions (source_id, version, mode, plan, by)
     SELECT id, (SELECT coalesce(max(version), 0) + 1 FROM tracking_plans.versions WHERE source_id = $1), $2, $3, $4 FROM living
     ON CONFLICT DO NOTHING RETURNING version, mode, by, at`,
    [sourceId, mode, JSON.stringify(plan), by],
  );
  if (rows[0]) return rows[0];
  // The statement of somebody who had to wait for the source does not see the version that it waited for.
  return (await isLiving(pool, sourceId)) ? addVersion(pool, { sourceId, mode, plan, by }) : undefined;
};

const isLiving = async (pool: Pool, sourceId: string): Promise<boolean> => {
  const { rowCount } = await pool.query('SELECT FROM access.sources WHERE id = $1 AND revoked_at IS NULL', [sourceId]);
  return rowCount === 1;
};

/** Newest first. */
export const listVersions = async (pool: Pool, sourceId: string): Promise<PlanVersion[]> => {
  const { rows } = await pool.query<PlanVersion>(
    'SELECT version, mode, by, at FROM tracking_plans.versions WHERE source_id = $1 ORDER BY version DESC LIMIT 1000',
    [sourceId],
  );
  return rows;
};

export const findVersion = async (
  pool: Pool,
  sourceId: string,
  version: number,
): Promise<(PlanVersion & { readonly plan: TrackingPlan }) | undefined> => {
  const { rows } = await pool.query<PlanVersion & { readonly plan: TrackingPlan }>(
    'SELECT version, mode, by, at, plan FROM tracking_plans.versions WHERE source_id = $1 AND version = $2',
    [sourceId, version],
  );
  return rows[0];
};
