import { createSecretKey, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataKey } from './box';
import type { KeyCache } from './key-cache';
import { deleteAllGenerations, deleteGenerations, insertKeys, namedKeys, newestKeys } from './key-rows';
import type { KeyName, KeyRow } from './key-rows';
import { keyId, type Vault } from './vault';
import type { Wrapping } from './wrapping';

const maxRounds = 8;

export class PostgresVault implements Vault {
  constructor(
    private readonly pool: Pool,
    private readonly wrapping: Wrapping,
    private readonly cache: KeyCache,
  ) {}

  async sealingKeys(identities: Iterable<string>): Promise<ReadonlyMap<string, DataKey>> {
    const found = new Map<string, DataKey>();
    const missing = new Set<string>();
    for (const identity of identities) {
      const key = this.cache.sealing(identity);
      if (key) found.set(identity, key);
      else missing.add(identity);
    }
    // What another process made first is read back; it may delete the key before that, then the next generation is made.
    for (let round = 0; missing.size > 0; round++) {
      if (round === maxRounds) throw new Error('Keys were deleted as fast as they were made; try again.');
      const newest = await this.take(newestKeys(this.pool, [...missing]), missing, found);
      if (missing.size > 0) await this.take(this.make(missing, newest), missing, found);
    }
    return found;
  }

  async openingKeys(names: Iterable<KeyName>): Promise<ReadonlyMap<string, DataKey>> {
    const found = new Map<string, DataKey>();
    const missing = new Map<string, KeyName>();
    for (const name of names) {
      const id = keyId(name.identity, name.generation);
      const key = this.cache.opening(id);
      if (key) found.set(id, key);
      else missing.set(id, name);
    }
    if (missing.size === 0) return found;
    const readAt = performance.now();
    for (const row of await namedKeys(this.pool, [...missing.values()])) {
      const key = this.unwrap(row);
      if (!key) continue;
      found.set(keyId(key.identity, key.generation), key);
      this.cache.keep(key, readAt, false);
    }
    return found;
  }

  async livingKeys(identities: Iterable<string>): Promise<KeyName[]> {
    const rows = await newestKeys(this.pool, [...new Set(identities)]);
    return rows.flatMap(({ identity, generation, wrapped }) => (wrapped ? [{ identity, generation }] : []));
  }

  async destroyKeys(which: Iterable<string | KeyName>): Promise<KeyName[]> {
    const all = [...which];
    const identities = all.filter((one) => typeof one === 'string');
    const generations = all.filter((one) => typeof one !== 'string');
    const destroyed = [
      ...(identities.length > 0 ? await deleteAllGenerations(this.pool, identities) : []),
      ...(generations.length > 0 ? await deleteGenerations(this.pool, generations) : []),
    ];
    for (const name of destroyed) this.cache.forget(name);
    return [...new Map(destroyed.map((name) => [keyId(name.identity, name.generation), name])).values()];
  }

  close(): Promise<void> {
    this.cache.clear();
    return Promise.resolve();
  }

  /** Answers the generations that were told. */
  private async take(
    asked: Promise<KeyRow[]>,
    missing: Set<string>,
    found: Map<string, DataKey>,
  ): Promise<Map<string, number>> {
    const readAt = performance.now();
    const rows = await asked;
    for (const row of rows) {
      const key = this.unwrap(row);
      if (!key) continue;
      found.set(key.identity, key);
      this.cache.keep(key, readAt, true);
      missing.delete(key.identity);
    }
    return new Map(rows.map((row) => [row.identity, row.generation]));
  }

  private make(missing: Set<string>, newest: ReadonlyMap<string, number>): Promise<KeyRow[]> {
    const keys = [...missing].map((identity) => {
      const generation = (newest.get(identity) ?? 0) + 1;
      return { identity, generation, wrapped: this.wrapping.wrap(keyId(identity, generation), randomBytes(32)) };
    });
    return insertKeys(this.pool, keys);
  }

  private unwrap({ identity, generation, wrapped }: KeyRow): DataKey | undefined {
    if (!wrapped) return undefined;
    const secret = this.wrapping.unwrap(keyId(identity, generation), wrapped);
    return { identity, generation, key: createSecretKey(secret) };
  }
}
