import { batched } from '../batched';
import type { EventStore } from '../port';
import { toRecordedEvent } from './recorded-row';
import type { Row, Sessions } from './sessions';
import type { ReadStatements } from './statements';

interface Wanted {
  readonly stream: string;
  readonly from: number;
  readonly limit: string;
}
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
  const read = batched<Wanted, Row[]>(async (wanted) => {
    const columns = [wanted.map(({ stream }) => stream), wanted.map(({ from }) => from)];
    const rows = await sessions.run(statements.streams, [...columns, wanted.map(({ limit }) => limit)]);
    const found = wanted.map((): Row[] => []);
    for (const [item, ...row] of rows) found[Number(item) - 1]?.push(row);
    return found;
  });
  const readStream: EventStore['readStream'] = async (stream, { from = 0, limit } = {}) => {
    const rows = await read({ stream, from, limit: limit === undefined ? unlimited : String(limit) });
    const events = rows.map(toRecordedEvent).sort((a, b) => a.version - b.version);
    const last = events.at(-1)?.version;
    const reachesEnd = last !== undefined && (limit === undefined || events.length < limit);
    if (last === undefined && from === 0 && limit !== 0) return { events, version: 'no-stream' };
    const version = reachesEnd ? last : (await versions([stream])).get(stream);
    return { events, version: version ?? 'no-stream' };
  };
  return { versions, readStream };
};
