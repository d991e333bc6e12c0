import { migrate } from '@touchstone/migrations';
import { escapeIdentifier, type Pool } from 'pg';
import { checkAppend, repeatedIds } from '../check-append';
import { EventIdClash, VersionConflict } from '../errors';
import { follower } from '../follower';
import type { Append, AppendResult, EventStore } from '../port';
import { appenderTo } from './appender';
import { oldestTransaction, type OldestTransaction } from './oldest-transaction';
import { orderReader } from './order-reader';
import { storeMigrations } from './schema';
import { shareOf } from './position';
import { openSessions } from './sessions';
import { Signal } from './signal';
import { readStatements } from './statements';
import { streamReader } from './stream-reader';

export interface PostgresEventStoreOptions {
  /** Connections to the primary. The store takes at most `flushes` + readers of them, and one of its own for wake-ups. */
  readonly pool: Pool;
  readonly schema?: string;
  /** Flushes under way at the same time; a flush holds one connection. */
  readonly flushes?: number;
  readonly flushEvents?: number;
  readonly flushBytes?: number;
}

export interface PostgresEventStore extends EventStore {
  /** For a gauge of the watermark's age, and for saying who holds it. Undefined when no writing transaction is open. */
  oldestTransaction(): Promise<OldestTransaction | undefined>;
}

/** Brings its schema up to date and opens it. The store never ends the pool. */
export const postgresEventStore = async (options: PostgresEventStoreOptions): Promise<PostgresEventStore> => {
  const { pool, schema = 'store', flushes = 2, flushEvents = 500, flushBytes = 1 << 20 } = options;
  await migrate(pool, schema, storeMigrations);
  const sessions = openSessions(pool, schema);
  const statements = readStatements(schema);
  const order = orderReader(sessions, statements);
  const signal = new Signal(pool, schema);
  const enqueue = appenderTo(sessions, schema, { flushes, events: flushEvents, bytes: flushBytes }, () =>
    signal.appended(),
  );
  const sample = { name: `${schema}.sample`, text: `SELECT ${escapeIdentifier(schema)}.sample_watermark()` };
  const sampler = setInterval(() => void sessions.run(sample, []).catch(() => {}), 1_000).unref();

  const appendOne = async (append: Append): Promise<AppendResult> => {
    const ids = repeatedIds(append.events);
    return ids.length > 0 ? { status: 'id-clash', ids } : enqueue(append);
  };

  return {
    ...order,
    ...streamReader(sessions, statements),
    append: async (stream, events, expected) => {
      const append = { stream, events, expected };
      checkAppend(append);
      const result = await appendOne(append);
      if (result.status === 'conflict') throw new VersionConflict(stream, expected, result.actual);
      if (result.status === 'id-clash') throw new EventIdClash(stream, result.ids);
      return { version: result.version, position: result.position };
    },
    appendMany: async (appends) => {
      appends.forEach(checkAppend);
      return Promise.all(appends.map(appendOne));
    },
    follow: follower(order.readAll, signal),
    share: shareOf,
    oldestTransaction: () => oldestTransaction(sessions),
    close: async () => {
      clearInterval(sampler);
      await signal.close();
    },
  };
};
