import { partitionCount, repositoryGroup, type WireEvent } from '@touchstone/contracts';
import type { Consumer, ConsumerStatus, EventBus } from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';
import type { AtCrashPoint } from '../crash-points';
import type { Database } from '../database.tables';
import { claim } from './claims.tables';
import { handleChunk } from './handle-chunk';
import type { Progress } from './high-water';
import { mark, readMarks, type Counted } from './marks.tables';

export interface InboxOptions {
  readonly pool: Database;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly topics: readonly string[];
  readonly maxChunk?: number;
  readonly atCrashPoint: AtCrashPoint;
  /** Around the work of a chunk, with the W3C trace contexts of its events. */
  readonly trace?: Trace;
  readonly onChunk?: (chunk: ChunkDone) => void;
  readonly onStatus?: (status: ConsumerStatus) => void;
}

export type Trace = <T>(traceparents: Iterable<string | undefined>, work: () => Promise<T>) => Promise<T>;

export interface ChunkDone {
  readonly messages: number;
  readonly counted: readonly Counted[];
  readonly seconds: number;
}

/** Takes facts in from the bus and appends each to the stream of its primary identity. */
export const runInbox = async (options: InboxOptions): Promise<Consumer> => {
  const {
    pool,
    store,
    bus,
    topics,
    maxChunk = 1000,
    atCrashPoint,
    trace,
    onChunk = () => {},
    onStatus = () => {},
  } = options;
  const progress = new Map<string, Progress>();
  const handle = handleChunk({
    store,
    rows: { claim: (incoming, versionOf) => claim(pool, incoming, versionOf), mark: (outcome) => mark(pool, outcome) },
    progress,
    atCrashPoint,
    now: () => new Date(),
  });
  return bus.consume({
    group: repositoryGroup,
    topics,
    maxChunk,
    onStatus,
    handle: async (messages) => {
      const started = performance.now();
      // What cannot be taken in may have no metadata at all.
      const traceparents = messages.map(
        ({ event }) => (event as Partial<WireEvent> | undefined)?.metadata?.traceparent,
      );
      const { poison, counted } = await (trace ? trace(traceparents, () => handle(messages)) : handle(messages));
      onChunk({ messages: messages.length, counted, seconds: (performance.now() - started) / 1000 });
      return poison;
    },
    resumeAt: async (partitions) => {
      const marks = await readMarks(pool, partitions);
      for (const name of partitions) {
        const mark = marks.get(name) ?? 0;
        progress.set(name, { mark, seen: mark });
      }
      return marks;
    },
  });
};

export const partitionNames = (topics: readonly string[]): string[] =>
  topics.flatMap((topic) => Array.from({ length: partitionCount }, (_, partition) => `${topic}/${partition}`));
