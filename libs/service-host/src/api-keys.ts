import { createHash, hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { isUnavailable } from './problem-of';
import { problem } from './problem-error';

export const apiKeyRoles = ['rep', 'manager', 'analyst', 'steward', 'admin'] as const;
export type ApiKeyRole = (typeof apiKeyRoles)[number];

/** Who sent a request: the id of the key stands in logs and in the log of events, never the key. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: ApiKeyRole;
  /** Id of the sales person, such as `ana`; keys of the roles rep and manager have one. */
  readonly person?: string;
}

export interface ApiKeys {
  /** Undefined when there is no such key or it was revoked. Answers may be 5 s old. */
  callerOf(key: string): Promise<Caller | undefined>;
}

/** What is stored of a key. */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();

const included: Readonly<Record<ApiKeyRole, readonly ApiKeyRole[]>> = {
  rep: ['rep'],
  manager: ['rep', 'manager'],
  analyst: ['analyst'],
  steward: ['analyst', 'steward'],
  admin: apiKeyRoles,
};

/** `admin` may everything, `steward` everything an `analyst` may, `manager` everything a `rep` may. */
export const includesRole = (held: ApiKeyRole, needed: ApiKeyRole): boolean => included[held].includes(needed);

// The column came with release 0.2; a gateway of an older one may still own the table while replicas are replaced.
const select = `SELECT id, name, role, to_jsonb(k) ->> 'person' AS person FROM access.api_keys k
  WHERE key_hash = $1 AND revoked_at IS NULL`;
const undefinedTable = new Set(['42P01', '3F000']);

/** Checks keys against `access.api_keys` of the log database, which the gateway owns. */
export const openApiKeys = (pool: Pool, { cacheMs = 5_000 }: { cacheMs?: number } = {}): ApiKeys => {
  const look = async (hash: string): Promise<{ caller?: Caller }> => {
    try {
      const { rows } = await pool.query<Caller & { person: string | null }>(select, [Buffer.from(hash, 'hex')]);
      const [row] = rows;
      if (!row) return {};
      const { person, ...caller } = row;
      return { caller: { ...caller, ...(person !== null && { person }) } };
    } catch (error) {
      const isMissing = undefinedTable.has((error as { code?: string }).code ?? '');
      if (!isMissing && !isUnavailable(error)) throw error;
      throw problem(503, 'Keys cannot be checked right now: try again shortly.', { headers: { 'retry-after': '1' } });
    }
  };
  const cache = new LRUCache<string, { caller?: Caller }>({ max: 10_000, ttl: cacheMs, fetchMethod: look });
  return { callerOf: async (key) => (await cache.fetch(hash('sha256', key, 'hex')))?.caller };
};
