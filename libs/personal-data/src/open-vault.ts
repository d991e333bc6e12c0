import type { Pool } from 'pg';
import { migrate } from '@touchstone/migrations';
import { keyMigrations } from './key-migrations';
import { KeyCache } from './key-cache';
import { PostgresVault } from './postgres-vault';
import type { Vault } from './vault';
import { wrappingWith } from './wrapping';
import { proveWrappingKey } from './wrapping-proof';

export interface VaultOptions {
  /** Of the database `keys`, which holds nothing else and has backups of its own. The caller ends it. */
  readonly pool: Pool;
  /** 32 bytes. */
  readonly wrappingKey: Buffer;
  /** How long a key may be used after its deletion elsewhere; at most 60 000 ms. */
  readonly cacheMs?: number;
  /** Keys held in memory. */
  readonly cacheKeys?: number;
}

const maxCacheMs = 60_000;

/** Migrates schema `keys` and proves that the wrapping key is the one of this database (else WrongWrappingKey). */
export const openVault = async (options: VaultOptions): Promise<Vault> => {
  const { pool, cacheMs = maxCacheMs, cacheKeys = 100_000 } = options;
  if (!(cacheMs >= 0 && cacheMs <= maxCacheMs))
    throw new Error(`Keys may be cached for 0 to ${maxCacheMs} ms: erasure promises that.`);
  const wrapping = wrappingWith(options.wrappingKey);
  await migrate(pool, 'keys', keyMigrations);
  await proveWrappingKey(pool, wrapping);
  return new PostgresVault(pool, wrapping, new KeyCache(cacheKeys, cacheMs));
};
