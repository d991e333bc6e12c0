import { PositionBeyondStore } from '../errors';
import { startOfStore, type EventStore, type Position } from '../port';
import { decodePosition } from './position';
import { placeOf, toRecordedEvent } from './recorded-row';
import type { Sessions, Statement } from './sessions';
import type { ReadStatements } from './statements';

/** Beyond every epoch that there will be. */
const anyEpoch = 2 ** 31 - 1;

export const orderReader = (
  sessions: Sessions,
  statements: ReadStatements,
): Pick<EventStore, 'readAll' | 'head' | 'newest' | 'positionAt'> => {
  const positionOf = async (statement: Statement, ...values: unknown[]): Promise<Position> => {
    const [row] = await sessions.run(statement, values);
    return row ? placeOf(row) : startOfStore;
  };
  const head = () => positionOf(statements.head);
  const newest = () => positionOf(statements.end, anyEpoch);

  const refuseBeyond = async (position: Position): Promise<void> => {
    if (position === startOfStore) return;
    const end = await positionOf(statements.end, decodePosition(position).epoch);
    if (position > end) throw new PositionBeyondStore(position, end);
  };

  const readAll: EventStore['readAll'] = async ({ after, limit = 1_000, filter }) => {
    const { epoch, txid, globalPosition } = decodePosition(after);
    const categories = [...new Set(filter?.categories ?? [])];
    // Taken before the page, so that whatever the filter kept out up to here was already visible to it.
    const level = filter?.categories ? await head() : startOfStore;
    const values = [epoch, txid, globalPosition, limit + 1, ...categories];
    const rows = filter?.categories?.length === 0 ? [] : await sessions.run(statements.page(categories.length), values);
    const caughtUp = rows.length <= limit;
    const events = (caughtUp ? rows : rows.slice(0, limit)).map(toRecordedEvent);
    // Within one epoch, what comes after proves that the position was reached.
    if (events[0]?.position.slice(0, 5) !== after.slice(0, 5)) await refuseBeyond(after);
    const last = events.at(-1)?.position ?? after;
    return { events, next: caughtUp && level > last ? level : last, caughtUp };
  };

  const positionAt = (time: Date) => positionOf(statements.at, time.toISOString());
  return { readAll, head, newest, positionAt };
};
