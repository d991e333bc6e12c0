import type { Log } from '@touchstone/service-host';
import type { AccessPool } from './access-schema.tables';
import { addActivity, type Activity } from './source-activity.tables';

export interface SourceActivity {
  /** Counts in memory; nothing is written by a request. */
  count(sourceId: string, at: number, seen: Partial<Omit<Activity, 'sourceId' | 'at' | 'lastSeen'>>): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const bucketMs = 300_000;

/** Tells the database every few seconds what the sources did, and once more when it stops; a crash loses those seconds. */
export const sourceActivity = (pool: AccessPool, log: Log, everyMs = 5_000): SourceActivity => {
  let counted = new Map<string, Activity>();
  const count: SourceActivity['count'] = (sourceId, at, seen) => {
    const bucket = Math.floor(at / bucketMs) * bucketMs;
    const key = `${sourceId} ${bucket}`;
    const before = counted.get(key) ?? {
      sourceId,
      at: bucket,
      received: 0,
      rejected: 0,
      notKept: 0,
      limited: 0,
      lastSeen: 0,
    };
    counted.set(key, {
      sourceId,
      at: bucket,
      received: before.received + (seen.received ?? 0),
      rejected: before.rejected + (seen.rejected ?? 0),
      notKept: before.notKept + (seen.notKept ?? 0),
      limited: before.limited + (seen.limited ?? 0),
      lastSeen: Math.max(before.lastSeen, at),
    });
  };
  const write = async () => {
    if (counted.size === 0) return;
    const told = counted;
    counted = new Map();
    try {
      await addActivity(pool, [...told.values()]);
    } catch (error) {
      for (const { sourceId, lastSeen, at, ...seen } of told.values()) count(sourceId, Math.max(at, lastSeen), seen);
      log.warn({ err: error }, 'what the sources did could not be written down; trying again in a few seconds');
    }
  };
  let last: Promise<void> = Promise.resolve();
  const flush = () => (last = last.then(write));
  const timer = setInterval(() => void flush(), everyMs).unref();
  return {
    count,
    flush,
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
};
