import type { Pool } from 'pg';

export interface KeyName {
  readonly identity: string;
  readonly generation: number;
}
export interface KeyRow extends KeyName {
  /** Null once deleted. */
  readonly wrapped: Buffer | null;
}

/** The newest generation of each identity that has one. */
export const newestKeys = async (pool: Pool, identities: readonly string[]): Promise<KeyRow[]> => {
  const { rows } = await pool.query<KeyRow>({
    name: 'keys-newest',
    text: `SELECT wanted.identity, newest.generation, newest.wrapped
      FROM unnest($1::text[]) AS wanted(identity)
      CROSS JOIN LATERAL (
        SELECT generation, wrapped FROM keys.keys WHERE keys.identity = wanted.identity ORDER BY generation DESC LIMIT 1
      ) AS newest`,
    values: [identities],
  });
  return rows;
};

export const namedKeys = async (pool: Pool, names: readonly KeyName[]): Promise<KeyRow[]> => {
  const { rows } = await pool.query<KeyRow>({
    name: 'keys-named',
    text: `SELECT identity, generation, wrapped FROM keys.keys
      JOIN unnest($1::text[], $2::integer[]) AS wanted(identity, generation) USING (identity, generation)`,
    values: [names.map((name) => name.identity), names.map((name) => name.generation)],
  });
  return rows;
};

/** A row that is there already stays. Answers those that were made: what is committed here seals, as if it were read back. */
export const insertKeys = async (pool: Pool, keys: readonly (KeyName & { wrapped: Buffer })[]): Promise<KeyRow[]> => {
  // Sorted, so that two processes that make the same keys never wait for each other in a circle.
  const sorted = [...keys].sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const { rows } = await pool.query<KeyRow>({
    name: 'keys-insert',
    text: `INSERT INTO keys.keys (identity, generation, wrapped)
      SELECT * FROM unnest($1::text[], $2::integer[], $3::bytea[]) ON CONFLICT DO NOTHING
      RETURNING identity, generation, wrapped`,
    values: [sorted.map((key) => key.identity), sorted.map((key) => key.generation), sorted.map((key) => key.wrapped)],
  });
  return rows;
};

const deleted = `SET wrapped = NULL, deleted_at = coalesce(keys.deleted_at, now())`;

/** Deletes every generation of the identities and answers all of them, those deleted before included. */
export const deleteAllGenerations = async (pool: Pool, identities: readonly string[]): Promise<KeyName[]> => {
  const { rows } = await pool.query<KeyName>(
    `UPDATE keys.keys ${deleted} WHERE identity = ANY($1::text[]) RETURNING identity, generation`,
    [identities],
  );
  return rows;
};

/** Deletes exactly these generations. One that is not known gets a row too, so that it is never made later. */
export const deleteGenerations = async (pool: Pool, names: readonly KeyName[]): Promise<KeyName[]> => {
  const { rows } = await pool.query<KeyName>(
    `INSERT INTO keys.keys (identity, generation, wrapped, deleted_at)
      SELECT DISTINCT identity, generation, NULL::bytea, now()
      FROM unnest($1::text[], $2::integer[]) AS named(identity, generation) ORDER BY identity, generation
      ON CONFLICT (identity, generation) DO UPDATE ${deleted} RETURNING identity, generation`,
    [names.map((name) => name.identity), names.map((name) => name.generation)],
  );
  return rows;
};
