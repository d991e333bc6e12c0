import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { hashKey, type ApiKeyRole } from '@touchstone/service-host';
import { newKey } from './new-key.tables';

export interface ListedApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: ApiKeyRole;
  readonly person: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** The key is not shown again. */
export const createApiKey = async (
  pool: Pool,
  { name, role, person }: { name: string; role: ApiKeyRole; person?: string | undefined },
): Promise<{ id: string; apiKey: string }> => {
  const id = v7();
  const apiKey = newKey('api');
  const insert = 'INSERT INTO access.api_keys (id, key_hash, name, role, person) VALUES ($1, $2, $3, $4, $5)';
  await pool.query(insert, [id, hashKey(apiKey), name, role, person]);
  return { id, apiKey };
};

export const revokeApiKey = async (pool: Pool, id: string): Promise<boolean> => {
  const { rowCount } = await pool.query(
    'UPDATE access.api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1',
    [id],
  );
  return rowCount === 1;
};

export const listApiKeys = async (pool: Pool): Promise<ListedApiKey[]> => {
  const { rows } = await pool.query<
    Omit<ListedApiKey, 'createdAt' | 'revokedAt'> & { created_at: Date; revoked_at: Date | null }
  >('SELECT id, name, role, person, created_at, revoked_at FROM access.api_keys ORDER BY created_at, id');
  return rows.map(({ created_at, revoked_at, ...key }) => ({
    ...key,
    createdAt: created_at.toISOString(),
    revokedAt: revoked_at?.toISOString() ?? null,
  }));
};
