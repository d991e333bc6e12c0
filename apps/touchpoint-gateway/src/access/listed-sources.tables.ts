import type { Pool } from 'pg';

export interface SourceLimits {
  /** Null: no limit. */
  readonly eventsPerSecond: number | null;
  /** Null: as many as eventsPerSecond. */
  readonly burstEvents: number | null;
  readonly rejectionsPerDay: number;
}

export interface ListedSource {
  readonly id: string;
  readonly name: string;
  readonly phoneRegion: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly limits: SourceLimits;
  readonly writeKeys: readonly { readonly id: string; readonly createdAt: string; readonly expiresAt: string | null }[];
}
export interface VersionedSource {
  readonly source: ListedSource;
  readonly version: number;
}

const select = `SELECT s.version, json_build_object(
    'id', s.id, 'name', s.name, 'phoneRegion', s.phone_region, 'createdAt', s.created_at, 'revokedAt', s.revoked_at,
    'limits', json_build_object('eventsPerSecond', s.events_per_second, 'burstEvents', s.burst_events, 'rejectionsPerDay', s.rejections_per_day),
    'writeKeys', (SELECT coalesce(json_agg(json_build_object('id', k.id, 'createdAt', k.created_at, 'expiresAt', k.expires_at)
      ORDER BY k.created_at), '[]') FROM access.write_keys k WHERE k.source_id = s.id)) AS source
  FROM access.sources s`;

const iso = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());
const inIso = ({ source, version }: VersionedSource): VersionedSource => ({
  version,
  source: {
    ...source,
    createdAt: iso(source.createdAt)!,
    revokedAt: iso(source.revokedAt),
    writeKeys: source.writeKeys.map((key) => ({
      ...key,
      createdAt: iso(key.createdAt)!,
      expiresAt: iso(key.expiresAt),
    })),
  },
});

export const listSources = async (pool: Pool): Promise<ListedSource[]> =>
  (await pool.query<VersionedSource>(`${select} ORDER BY s.created_at, s.id`)).rows.map((row) => inIso(row).source);

export const findSource = async (pool: Pool, id: string): Promise<VersionedSource | undefined> => {
  const { rows } = await pool.query<VersionedSource>(`${select} WHERE s.id = $1`, [id]);
  return rows[0] && inIso(rows[0]);
};

/** False when the source is at another version by now. */
export const changeLimits = async (
  pool: Pool,
  id: string,
  version: number,
  { eventsPerSecond, burstEvents, rejectionsPerDay }: SourceLimits,
): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `UPDATE access.sources SET events_per_second = $3, burst_events = $4, rejections_per_day = $5, version = version + 1
     WHERE id = $1 AND version = $2`,
    [id, version, eventsPerSecond, burstEvents, rejectionsPerDay],
  );
  return rowCount === 1;
};
