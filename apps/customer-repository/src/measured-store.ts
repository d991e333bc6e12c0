import type { EventStore } from '@touchstone/event-store';

/** The store as it is, with the time of every append told in seconds, whether it succeeds or not. */
export const measuredStore = (store: EventStore, appended: (seconds: number) => void): EventStore => {
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await work();
    } finally {
      appended((performance.now() - began) / 1000);
    }
  };
  return {
    readStream: (stream, options) => store.readStream(stream, options),
    versions: (streams) => store.versions(streams),
    readAll: (options) => store.readAll(options),
    follow: (options) => store.follow(options),
    head: () => store.head(),
    newest: () => store.newest(),
    positionAt: (time) => store.positionAt(time),
    share: (position, end) => store.share(position, end),
    close: () => store.close(),
    append: (stream, events, expected) => timed(() => store.append(stream, events, expected)),
    appendMany: (appends) => timed(() => store.appendMany(appends)),
  };
};
