import { LRUCache } from 'lru-cache';
import type { Source } from './source';

export interface WriteKeys {
  /** Undefined when the key is unknown, has ended or belongs to a revoked source. Answers may be 5 s old. */
  sourceOf(key: string): Promise<Source | undefined>;
}

const lifeMs = 5_000;

export const writeKeys = (
  hash: (key: string) => Buffer,
  look: (hash: Buffer) => Promise<Source | undefined>,
): WriteKeys => {
  // Wrong keys are remembered too, so that a wrong key in a busy emitter does not reach the database each time.
  const known = new LRUCache<string, { source: Source | undefined }>({
    max: 10_000,
    ttl: lifeMs,
    fetchMethod: async (hex) => ({ source: await look(Buffer.from(hex, 'hex')) }),
  });
  // Held in memory by the key itself for the same time: hashing each request's key again costs more than the look-up.
  const hashes = new LRUCache<string, string>({ max: 10_000, ttl: lifeMs });
  return {
    sourceOf: async (key) => {
      let hex = hashes.get(key);
      if (hex === undefined) hashes.set(key, (hex = hash(key).toString('hex')));
      return (await known.fetch(hex))?.source;
    },
  };
};
