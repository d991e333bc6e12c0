import { LRUCache } from 'lru-cache';
import type { DataKey } from './box';
import { keyId } from './vault';

/** Keys in memory for a stated time after they were read, however often they are used. */
export class KeyCache {
  private readonly newest: LRUCache<string, DataKey>;
  private readonly named: LRUCache<string, DataKey>;

  constructor(
    max: number,
    private readonly lifeMs: number,
  ) {
    const options =
      lifeMs > 10_000 ? { max, ttl: lifeMs - 100, ttlResolution: 100 } : { max, ttl: Math.max(lifeMs, 1) };
    this.newest = new LRUCache(options);
    this.named = new LRUCache(options);
  }

  /** The key that seals, if it is known. */
  sealing(identity: string): DataKey | undefined {
    return this.newest.get(identity);
  }

  opening(name: string): DataKey | undefined {
    return this.named.get(name);
  }

  /** `readAt` is when the read began (`performance.now()`), so that a slow answer does not lengthen the life. */
  keep(key: DataKey, readAt: number, sealing: boolean): void {
    if (this.lifeMs === 0) return;
    this.named.set(keyId(key.identity, key.generation), key, { start: readAt });
    if (sealing) this.newest.set(key.identity, key, { start: readAt });
  }

  forget({ identity, generation }: Pick<DataKey, 'identity' | 'generation'>): void {
    this.named.delete(keyId(identity, generation));
    if (this.newest.peek(identity)?.generation === generation) this.newest.delete(identity);
  }

  clear(): void {
    this.newest.clear();
    this.named.clear();
  }
}
