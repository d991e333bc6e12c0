import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { hashKey } from '@touchstone/service-host';
import { newKey } from './new-key.tables';
import type { Source } from './source';

interface SourceRow {
  readonly id: string;
  readonly name: string;
  readonly phone_region: string | null;
}
export interface ListedSource extends Source {
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly writeKeys: readonly { readonly id: string; readonly createdAt: string; readonly expiresAt: string | null }[];
}

const sourceOf = ({ id, name, phone_region }: SourceRow): Source => ({
  id,
  name,
  phoneRegion: phone_region ?? undefined,
});

/** The living source of a write key. */
export const sourceOfKey = async (pool: Pool, hash: Buffer): Promise<Source | undefined> => {
  const { rows } = await pool.query<SourceRow>({
    name: 'source-of-key',
    text: `SELECT s.id, s.name, s.phone_region FROM access.write_keys k JOIN access.sources s ON s.id = k.source_id
      WHERE k.key_hash = $1 AND s.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
    values: [hash],
  });
  return rows[0] && sourceOf(rows[0]);
};

/** The new source with its first write key, which is not shown again; undefined when the name is taken. */
export const createSource = async (
  pool: Pool,
  { name, phoneRegion }: { name: string; phoneRegion?: string | undefined },
): Promise<(Source & { writeKey: string }) | undefined> => {
  const writeKey = newKey('write');
  const { rows } = await pool.query<SourceRow>(
    `WITH made AS (
       INSERT INTO access.sources (id, name, phone_region) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING *
     ), keyed AS (
       INSERT INTO access.write_keys (key_hash, id, source_id) SELECT $4, $5, id FROM made
     )
     SELECT id, name, phone_region FROM made`,
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
    `WITH living AS (SELECT id FROM access.sources WHERE id = $1 AND revoked_at IS NULL FOR UPDATE), ended AS (
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
    'UPDATE access.sources SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1',
    [sourceId],
  );
  return rowCount === 1;
};

export const listSources = async (pool: Pool): Promise<ListedSource[]> => {
  const { rows } = await pool.query<
    SourceRow & { created_at: Date; revoked_at: Date | null; keys: ListedSource['writeKeys'] }
  >(
    `SELECT s.*, (SELECT coalesce(json_agg(json_build_object('id', k.id, 'createdAt', k.created_at, 'expiresAt', k.expires_at)
         ORDER BY k.created_at), '[]') FROM access.write_keys k WHERE k.source_id = s.id) AS keys
     FROM access.sources s ORDER BY s.created_at, s.id`,
  );
  return rows.map((row) => ({
    ...sourceOf(row),
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    writeKeys: row.keys,
  }));
};
