import type { EventStore } from '../port';
import type { Calls } from './calls';
import { toRecordedEvent } from './recorded-event';

const pageEvents = 1_000;

export const streamReader = (calls: Calls): Pick<EventStore, 'readStream' | 'versions'> => {
  const versionOf = async (stream: string): Promise<number | undefined> => {
    const last = await calls.lastOf(stream);
    return last && Number(last.revision);
  };
  const readStream: EventStore['readStream'] = async (stream, { from = 0, limit = Infinity } = {}) => {
    const events = [];
    for (let ended = false; !ended && events.length < limit;) {
      const page = await calls.readStream(stream, from + events.length, Math.min(pageEvents, limit - events.length));
      events.push(...page.events.map(toRecordedEvent));
      ended = page.ended;
    }
    const last = events.at(-1)?.version;
    const version = last !== undefined && events.length < limit ? last : await versionOf(stream);
    return { events, version: version ?? 'no-stream' };
  };
  return {
    readStream,
    versions: async (streams) => {
      const names = [...new Set(streams)];
      const found = await Promise.all(names.map(async (stream) => [stream, await versionOf(stream)] as const));
      return new Map(found.filter((each): each is readonly [string, number] => each[1] !== undefined));
    },
  };
};
