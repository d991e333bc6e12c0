import { escapeIdentifier } from 'pg';
import type { Append, AppendResult } from '../port';
import { encodePosition } from './position';
import type { Sessions, Statement } from './sessions';

interface KnownEvent {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly position: string;
}

/** The version that `expected` implies for the first event, where it implies one. */
const firstVersion = ({ expected }: Append): number | undefined =>
  expected === 'no-stream' ? 0 : typeof expected === 'number' ? expected + 1 : undefined;

const isThisVeryAppend = (append: Append, known: readonly KnownEvent[]): boolean => {
  const first = firstVersion(append);
  const byId = new Map(known.map((event) => [event.id, event]));
  let last = -1;
  return append.events.every(({ id }, index) => {
    const event = byId.get(id);
    if (event?.stream !== append.stream || event.version <= last) return false;
    last = event.version;
    return first === undefined || event.version === first + index;
  });
};

const meets = ({ expected }: Append, head: number): boolean =>
  expected === 'any' ||
  (expected === 'stream-exists' ? head >= 0 : head === (expected === 'no-stream' ? -1 : expected));

const judge = (append: Append, head: number, known: readonly KnownEvent[]): AppendResult | undefined => {
  const last = known.at(-1);
  if (last === undefined)
    return meets(append, head) ? undefined : { status: 'conflict', actual: head < 0 ? 'no-stream' : head };
  if (isThisVeryAppend(append, known)) return { status: 'duplicate', version: last.version, position: last.position };
  return { status: 'id-clash', ids: known.map(({ id }) => id) };
};

/** Why an append was left out of its flush; undefined when by now nothing speaks against it, so that it can be tried again. */
export const refusalOf = (sessions: Sessions, schema: string) => {
  const owner = escapeIdentifier(schema);
  const statement: Statement = {
    text: `
      SELECT h.version, k.event_id, k.stream_id, k.stream_version, k.epoch, k.txid, k.global_position
      FROM (SELECT coalesce((SELECT e.stream_version FROM ${owner}.events e WHERE e.stream_id = $1
                             ORDER BY e.stream_version DESC LIMIT 1), -1) AS version) h
      LEFT JOIN ${owner}.events k ON k.event_id = ANY ($2::uuid[])
      ORDER BY k.stream_version`,
  };
  return async (append: Append): Promise<AppendResult | undefined> => {
    const rows = await sessions.run(statement, [append.stream, append.events.map(({ id }) => id)]);
    const known = rows
      .filter(([, id]) => id !== null)
      .map(([, id, stream, version, epoch, txid, position]) => ({
        id: id as string,
        stream: stream as string,
        version: Number(version),
        position: encodePosition(epoch as string, txid as string, position as string),
      }));
    return judge(append, Number(rows[0]?.[0]), known);
  };
};
