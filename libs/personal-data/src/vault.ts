import type { DataKey } from './box';
import type { KeyName } from './key-rows';

/** `<identity>/<generation>`: how `openingKeys` answers. */
export const keyId = (identity: string, generation: number): string => `${identity}/${generation}`;

/**
 * Data keys per identity and generation. A key is made by insert, on conflict do nothing, read back; only what was read
 * back seals. A deleted generation never comes back: the next seal makes the next generation. A process that has a key
 * in its cache may seal under it for at most `cacheMs` after its deletion: such a box is unreadable too (erased, and
 * counted by those who meet it), so an append that races an erasure never outlives it.
 */
export interface Vault {
  /** The living key of each identity; makes those that are missing. Throws when the database is not reachable. */
  sealingKeys(identities: Iterable<string>): Promise<ReadonlyMap<string, DataKey>>;
  /** The keys, by `keyId`, that still exist; one that is absent was deleted (or never made): its boxes are erased. */
  openingKeys(names: Iterable<KeyName>): Promise<ReadonlyMap<string, DataKey>>;
  /** Generations of these identities whose keys exist: what an erasure request names before it deletes. */
  livingKeys(identities: Iterable<string>): Promise<KeyName[]>;
  /**
   * Deletes the keys of identities (all generations) or of exact generations, and answers all that are deleted now.
   * Idempotent. A restart that finishes an erasure names generations, so that a key made since then survives.
   */
  destroyKeys(which: Iterable<string | KeyName>): Promise<KeyName[]>;
  /** Forgets the keys in memory. */
  close(): Promise<void>;
}
