import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { hashKey } from '@touchstone/service-host';
import { newKey } from './new-key.tables';
import type { Rate, Source } from './source';

interface SourceRow {
  readonly id: string;
  readonly name: string;
  readonly phone_region: string | null;
  readonly events_per_second: number | null;
  readonly burst_events: number | null;
  readonly rejections_per_day: number;
}
const columns = 's.id, s.name, s.phone_region, s.events_per_second, s.burst_events, s.rejections_per_day';

const rateOf = ({ events_per_second: eventsPerSecond, burst_events: burstEvents }: SourceRow): Rate | undefined =>
  eventsPerSecond === null ? undefined : { eventsPerSecond, burstEvents: burstEvents ?? eventsPerSecond };

const sourceOf = (row: SourceRow): Source => ({
  id: row.id,
  name: row.name,
  phoneRegion: row.phone_region ?? undefined,
  rate: rateOf(row),
  rejectionsPerDay: row.rejections_per_day,
});

/** The living source of a write key. */
export const sourceOfKey = async (pool: Pool, hash: Buffer): Promise<Source | undefined> => {
  const { rows } = await pool.query<SourceRow>({
    name: 'source-of-key',
    text: `SELECT ${columns} FROM access.write_keys k JOIN access.sources s ON s.id = k.source_id
      WHERE k.key_hash = $1 AND s.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
    values: [hash],
  });
  return rows[0] && sourceOf(rows[0]);
};

/** Also one that was revoked: what it sent is still its own. */
export const sourceById = async (pool: Pool, id: string): Promise<Source | undefined> => {
  const { rows } = await pool.query<SourceRow>(`SELECT ${columns} FROM access.sources s WHERE s.id = $1`, [id]);
  return rows[0] && sourceOf(rows[0]);
};

/** Those that are not revoked. */
export const livingSources = async (pool: Pool): Promise<Source[]> => {
  const { rows } = await pool.query<SourceRow>(
    `SELECT ${columns} FROM access.sources s WHERE s.revoked_at IS NULL ORDER BY s.id`,
  );
  return rows.map(sourceOf);
};

/** The new source with its first write key, which is not shown again; undefined when the name is taken. */
export const createSource = async (
  pool: Pool,
  { name, phoneRegion }: { name: string; phoneRegion?: string | undefined },
): Promise<(Source & { writeKey: string }) | undefined> => {
  const writeKey = newKey('write');
  const { rows } = await pool.query<SourceRow>(
    `WITH made AS (
       INSERT INTO access.sources AS s (id, name, phone_region) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING ${columns}
     ), keyed AS (
       INSERT INTO access.write_keys (key_hash, id, source_id) SELECT $4, $5, id FROM made
     )
     SELECT * FROM made`,
    [v7(), name, phoneRegion ?? null, hashKey(writeKey), v7()],
  );
  return rows[0] && { ...sourceOf(rows[0]), writeKey };
};

/** A further write key; those before it stay valid for `overlapSeconds`. Undefined when there is no such living source. */
export const rotateWriteKey = async (
  pool: Pool,
  sourceId: string,
  overlapSeconds: number,
): Promise<string | undefined> => {
  const writeKey = newKey('write');
  const { rowCount } = await pool.query(
    `WITH living AS (
       UPDATE access.sources SET version = version + 1 WHERE id = $1 AND revoked_at IS NULL RETURNING id
     ), ended AS (
       UPDATE access.write_keys SET expires_at = least(expires_at, now() + make_interval(secs => $2))
       WHERE source_id IN (SELECT id FROM living)
     )
     INSERT INTO access.write_keys (key_hash, id, source_id) SELECT $3, $4, id FROM living`,
    [sourceId, overlapSeconds, hashKey(writeKey), v7()],
  );
  return rowCount ? writeKey : undefined;
};

/** All write keys of the source end; what it sent stays. False when there is no such source. */
export const revokeSource = async (pool: Pool, sourceId: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `UPDATE access.sources SET revoked_at = coalesce(revoked_at, now()), version = version + CASE WHEN revoked_at IS NULL THEN 1 ELSE 0 END
     WHERE id = $1`,
    [sourceId],
  );
  return rowCount === 1;
};

/** Ends one write key at once; the others stay. False when the source has no such key. */
export const revokeWriteKey = async (pool: Pool, sourceId: string, keyId: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    `WITH ended AS (
       UPDATE access.write_keys SET expires_at = least(expires_at, now()) WHERE source_id = $1 AND id = $2 RETURNING source_id
     )
     UPDATE access.sources SET version = version + 1 WHERE id IN (SELECT source_id FROM ended)`,
    [sourceId, keyId],
  );
  return rowCount === 1;
};
