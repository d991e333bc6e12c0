import type { EventStore } from '../port';
import { toRecordedEvent } from './recorded-row';
import type { Sessions } from './sessions';
import type { ReadStatements } from './statements';

const unlimited = '9223372036854775807';

export const streamReader = (
  sessions: Sessions,
  statements: ReadStatements,
): Pick<EventStore, 'readStream' | 'versions'> => {
  const versions: EventStore['versions'] = async (streams) => {
    const rows = await sessions.run(statements.versions, [streams]);
    const existing = rows.filter(([, version]) => version !== null);
    return new Map(existing.map(([stream, version]) => [stream as string, Number(version)]));
  };
  const readStream: EventStore['readStream'] = async (stream, { from = 0, limit } = {}) => {
    const rows = await sessions.run(statements.stream, [stream, from, limit ?? unlimited]);
    const events = rows.map(toRecordedEvent);
    const last = events.at(-1)?.version;
    const reachesEnd = last !== undefined && (limit === undefined || events.length < limit);
    const version = reachesEnd ? last : (await versions([stream])).get(stream);
    return { events, version: version ?? 'no-stream' };
  };
  return { versions, readStream };
};
