import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { hashKey, type ApiKeyRole } from '@touchstone/service-host';
import { migrateAccess } from './access-schema.tables';

export interface FirstKeys {
  readonly writeKey: string;
  readonly apiKey: string;
}

const name = 'first';

const ensureApiKey = async (pool: Pool, apiKey: string, named: string, role: ApiKeyRole): Promise<void> => {
  await pool.query(
    'INSERT INTO access.api_keys (id, key_hash, name, role) VALUES ($1, $2, $3, $4) ON CONFLICT (key_hash) DO NOTHING',
    [v7(), hashKey(apiKey), named, role],
  );
};

export interface FirstApiKeys {
  /** Of the administrator. */
  readonly firstApiKey?: string | undefined;
  /** With which services ask each other: it may read, and nothing else. */
  readonly serviceApiKey?: string | undefined;
}

/** Makes the keys valid. One that was revoked since stays revoked. */
export const ensureFirstApiKeys = async (pool: Pool, { firstApiKey, serviceApiKey }: FirstApiKeys): Promise<void> => {
  if (firstApiKey) await ensureApiKey(pool, firstApiKey, name, 'admin');
  if (serviceApiKey) await ensureApiKey(pool, serviceApiKey, 'services', 'analyst');
};

/**
 * Makes the given keys valid: a source named "first" with the write key, and the API key as administrator. Idempotent,
 * and a key that was revoked since stays revoked, so the caller writes the keys down first and calls this at every start.
 */
export const ensureFirstKeys = async (pool: Pool, { writeKey, apiKey }: FirstKeys): Promise<void> => {
  await migrateAccess(pool);
  await pool.query('INSERT INTO access.sources (id, name) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [v7(), name]);
  await pool.query(
    `INSERT INTO access.write_keys (key_hash, id, source_id) SELECT $1, $2, id FROM access.sources WHERE name = $3
     ON CONFLICT (key_hash) DO NOTHING`,
    [hashKey(writeKey), v7(), name],
  );
  await ensureFirstApiKeys(pool, { firstApiKey: apiKey });
};
