import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { anything, appends, untilInFlight, type Fault } from '../fault';
import { connected } from '../in-flight';

const exhaustedMs = 20_000;

/** Everybody who writes to the inbox waits for a lock, until every connection of their pools is taken. */
export const poolExhausted: Fault = {
  name: `connection pools exhausted for ${exhaustedMs / 1_000} s`,
  cause: async (world) => {
    const { database } = world.services;
    const holder = await connected(database.url('log'));
    const watcher = await connected(database.url('log'));
    try {
      const inFlight = await untilInFlight(world, anything);
      if (!inFlight) return undefined;
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE inbox.events, access.api_keys, access.sources, access.write_keys');
      await sleep(exhaustedMs);
      const { rows } = await watcher.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
      );
      await holder.query('COMMIT');
      return { inFlight, notes: `${rows[0]?.waiting} statements waited for the lock` };
    } finally {
      await Promise.all([holder.end(), watcher.end()]);
    }
  },
};

/** Strangers take every connection that the server gives, and the sessions of all services are ended. */
export const serverFull: Fault = {
  name: `no connection left on the server for ${exhaustedMs / 1_000} s`,
  cause: async (world) => {
    const { database } = world.services;
    const watcher = await connected(database.url('postgres'));
    const strangers: Client[] = [];
    try {
      const inFlight = await untilInFlight(world, appends);
      if (!inFlight) return undefined;
      let refused = 0;
      for (const until = performance.now() + exhaustedMs; performance.now() < until;) {
        await watcher.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('touchpoint-gateway', 'customer-repository', 'projections', 'query-api')`,
        );
        const taken = await Promise.allSettled(Array.from({ length: 20 }, () => connected(database.url('postgres'))));
        for (const one of taken) {
          if (one.status === 'fulfilled') strangers.push(one.value);
          else refused += 1;
        }
        await sleep(200);
      }
      return { inFlight, notes: `${strangers.length} strangers were connected, ${refused} were refused` };
    } finally {
      await Promise.all([watcher, ...strangers].map((client) => client.end().catch(() => {})));
    }
  },
};
