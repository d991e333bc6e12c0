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

const entryOf = (found: ReadonlyMap<string, number>, stream: string): [string, number][] => {
  const version = found.get(stream);
  return version === undefined ? [] : [[stream, version]];
};

export const streamReader = (
  sessions: Sessions,
  statements: ReadStatements,
): Pick<EventStore, 'readStream' | 'versions'> => {
  const versionsOf = batched<readonly string[], Map<string, number>>(
    async (wanted) => {
      const rows = await sessions.run(statements.versions, [[...new Set(wanted.flat())]]);
      const existing = rows.filter(([, version]) => version !== null);
      const found = new Map(existing.map(([stream, version]) => [stream as string, Number(version)]));
      return wanted.map((streams) => new Map(streams.flatMap((stream) => entryOf(found, stream))));
    },
    { underWay: 1 },
  );
  const versions: EventStore['versions'] = (streams) => versionsOf(streams);
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
