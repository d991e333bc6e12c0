import { streamCategory } from '@touchstone/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAppend } from '../check-append';
import { EventIdClash, PositionBeyondStore, VersionConflict } from '../errors';
import { startOfStore, type EventStore } from '../port';
import { ModelLog } from './model-log';

const appendsTo = (log: ModelLog): Pick<EventStore, 'append' | 'appendMany'> => ({
  append: async (stream, events, expected) => {
    checkAppend({ stream, events, expected });
    const result = log.append({ stream, events, expected });
    if (result.status === 'conflict') throw new VersionConflict(stream, expected, result.actual);
    if (result.status === 'id-clash') throw new EventIdClash(stream, result.ids);
    return { version: result.version, position: result.position };
  },
  appendMany: async (appends) => {
    appends.forEach(checkAppend);
    return appends.map((append) => log.append(append));
  },
});

const readsOf = (log: ModelLog): Omit<EventStore, 'append' | 'appendMany' | 'follow' | 'close'> => ({
  readStream: async (stream, { from = 0, limit = Infinity } = {}) => {
    const events = log.ofStream(stream);
    const slice = events.filter(({ version }) => version >= from).slice(0, limit);
    return { events: structuredClone(slice), version: events.at(-1)?.version ?? 'no-stream' };
  },
  versions: async (streams) => {
    const lengths = streams.map((stream) => [stream, log.ofStream(stream).length] as const);
    return new Map(lengths.filter(([, length]) => length > 0).map(([stream, length]) => [stream, length - 1]));
  },
  readAll: async ({ after, limit = 1_000, filter }) => {
    if (after > log.end) throw new PositionBeyondStore(after, log.end);
    const passes = (stream: string) => filter?.categories?.includes(streamCategory(stream)) ?? true;
    const matching = log.events.filter(({ position, stream }) => position > after && passes(stream));
    const events = structuredClone(matching.slice(0, limit));
    const caughtUp = matching.length <= limit;
    return { events, next: caughtUp ? log.end : (events.at(-1)?.position ?? after), caughtUp };
  },
  head: async () => log.end,
  newest: async () => log.end,
  positionAt: async (time) =>
    log.events.findLast(({ recordedAt }) => recordedAt <= time.toISOString())?.position ?? startOfStore,
  share: (position, end) => (position >= end ? 1 : Number(position) / Number(end)),
});

/**
 * The port in its plainest form: one list of events in memory. For tests that compare a store with it, and for tests of
 * what stands on a store. Not durable.
 */
export const modelEventStore = ({ now = () => new Date() }: { now?: () => Date } = {}): EventStore => {
  const log = new ModelLog(now);
  const reads = readsOf(log);
  return {
    ...appendsTo(log),
    ...reads,
    follow: async function* ({ after, filter, pageSize = 1_000, signal }) {
      for (let position = after; !signal.aborted;) {
        const page = await reads.readAll({ after: position, limit: pageSize, ...(filter && { filter }) });
        position = page.next;
        yield page;
        if (page.caughtUp) await sleep(5);
      }
    },
    close: async () => {},
  };
};
