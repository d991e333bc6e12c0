import { migrate } from '@touchstone/migrations';
import { escapeIdentifier, type Pool } from 'pg';
import { checkAppend, repeatedIds } from '../check-append';
import { EventIdClash, VersionConflict } from '../errors';
import { follower } from '../follower';
import type { Append, AppendResult, EventStore, Position } from '../port';
import { appenderTo, type NotedResult } from './appender';
import type { Note, Notebook, NotedAppend } from './noted';
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
  /** Where appendNoted keeps its notes: functions of the same database. */
  readonly notebook?: Notebook | undefined;
}

export interface PostgresEventStore extends EventStore {
  /** For a gauge of the watermark's age, and for saying who holds it. Undefined when no writing transaction is open. */
  oldestTransaction(): Promise<OldestTransaction | undefined>;
  /**
   * Appends and notes it in one transaction: both or neither. Undefined: neither, because a note of this id was known or the
   * append was refused; asking why is left to the caller. There only where a notebook was given.
   */
  appendNoted?: AppendNoted;
}

export type AppendNoted = (append: Append, note: Note) => Promise<{ version: number; position: Position } | undefined>;

/** Brings its schema up to date and opens it. The store never ends the pool. */
export const postgresEventStore = async (options: PostgresEventStoreOptions): Promise<PostgresEventStore> => {
  const { pool, schema = 'store', flushes = 2, flushEvents = 500, flushBytes = 1 << 20, notebook } = options;
  await migrate(pool, schema, storeMigrations);
  const sessions = openSessions(pool, schema);
  const statements = readStatements(schema);
  const order = orderReader(sessions, statements);
  const signal = new Signal(pool, schema);
  const limits = { flushes, events: flushEvents, bytes: flushBytes };
  const enqueue = appenderTo(sessions, schema, { limits, notebook, onAppended: () => signal.appended() });
  const sample = { name: `${schema}.sample`, text: `SELECT ${escapeIdentifier(schema)}.sample_watermark()` };
  const sampler = setInterval(() => void sessions.run(sample, []).catch(() => {}), 1_000).unref();

  const appendOne = async (append: NotedAppend): Promise<NotedResult> => {
    const ids = repeatedIds(append.events);
    return ids.length > 0 ? { status: 'id-clash', ids } : enqueue(append);
  };
  // Only what brings a note is left out without a reason.
  const withoutNote = (append: Append) => appendOne(append) as Promise<AppendResult>;
  const appendNoted: AppendNoted = async (append, note) => {
    checkAppend(append);
    const result = await appendOne({ ...append, note });
    return result.status === 'appended' ? { version: result.version, position: result.position } : undefined;
  };

  return {
    ...order,
    ...streamReader(sessions, statements),
    append: async (stream, events, expected) => {
      const append = { stream, events, expected };
      checkAppend(append);
      const result = await withoutNote(append);
      if (result.status === 'conflict') throw new VersionConflict(stream, expected, result.actual);
      if (result.status === 'id-clash') throw new EventIdClash(stream, result.ids);
      return { version: result.version, position: result.position };
    },
    appendMany: async (appends) => {
      appends.forEach(checkAppend);
      return Promise.all(appends.map(withoutNote));
    },
    ...(notebook && { appendNoted }),
    follow: follower(order.readAll, signal),
    share: shareOf,
    oldestTransaction: () => oldestTransaction(sessions),
    close: async () => {
      clearInterval(sampler);
      await signal.close();
    },
  };
};
