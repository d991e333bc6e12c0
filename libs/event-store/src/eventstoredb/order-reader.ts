import { isSystemStream, type RecordedEvent as Kept } from '@eventstore/db-client';
import { streamCategory } from '@touchstone/contracts';
import { PositionBeyondStore } from '../errors';
import { startOfStore, type EventStore, type Filter, type Position } from '../port';
import type { Calls } from './calls';
import { decodePosition, encodePosition, placeOf } from './position';
import { toRecordedEvent } from './recorded-event';

/** Events of one read: more and more while the filter keeps them out. */
const pages = { first: 64, most: 1_000 };
/** After so many events that the filter kept out, a page is given as it is: its reader can note how far it got. */
const mostScanned = 10_000;

/** Whether an event is one of ours: not the server's own, and not a sample of the watermark. */
export const isOurs = ({ streamId }: Kept, watermarks: string): boolean =>
  !isSystemStream(streamId) && streamId !== watermarks;

const passes = ({ streamId }: Kept, filter: Filter | undefined): boolean =>
  filter?.categories?.includes(streamCategory(streamId)) ?? true;

export const orderReader = (calls: Calls, watermarks: string): Pick<EventStore, 'readAll' | 'head' | 'newest'> => {
  // The server numbers its log as it writes it, so whatever can be read is final.
  const head = async (): Promise<Position> => {
    const [last] = await calls.newest(1);
    return last ? placeOf(last) : startOfStore;
  };

  const readAll: EventStore['readAll'] = async ({ after, limit = pages.most, filter }) => {
    const end = await head();
    if (after > end) throw new PositionBeyondStore(after, end);
    if (filter?.categories?.length === 0) return { events: [], next: end, caughtUp: true };
    const matching: Kept[] = [];
    let last = decodePosition(after);
    let count = Math.min(pages.most, Math.max(pages.first, limit));
    for (let scanned = 0; scanned < mostScanned; count = Math.min(2 * count, pages.most)) {
      // The first one is the event at `last` itself.
      const { events, ended } = await calls.readAll(last, count + 1);
      const further = events.filter((event) => last === undefined || placeOf(event) > encodePosition(last));
      matching.push(...further.filter((event) => isOurs(event, watermarks) && passes(event, filter)));
      scanned += further.length;
      last = further.at(-1)?.position?.commit ?? last;
      if (matching.length > limit) {
        const given = matching.slice(0, limit).map(toRecordedEvent);
        return { events: given, next: given.at(-1)?.position ?? after, caughtUp: false };
      }
      const next = last === undefined ? startOfStore : encodePosition(last);
      if (ended) return { events: matching.map(toRecordedEvent), next, caughtUp: true };
    }
    return { events: matching.map(toRecordedEvent), next: encodePosition(last as bigint), caughtUp: false };
  };
  return { head, newest: head, readAll };
};
