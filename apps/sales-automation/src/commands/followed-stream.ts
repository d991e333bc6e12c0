import type { EventData, PlainRecorded } from '@touchstone/contracts';
import type { Fold } from '@touchstone/event-store';
import type { StreamKind } from './stream-kind';

export interface Owned {
  readonly owner: string;
  /** ISO 8601 UTC. */
  readonly since: string;
}

/** A stream's state with what the handler itself looks at. */
export interface Followed<State> {
  readonly state: State;
  /** The person was erased: what was sealed can no longer be read. */
  readonly erased: boolean;
  readonly position: string | undefined;
  /** The latest time that a fact says it happened at. */
  readonly latest: string | undefined;
  /** Every naming of an owner, the first first, with the time from which it holds; one may be named again. */
  readonly owners: readonly Owned[];
  /** Where the events of this very request end: it was carried out before, and the process died before it answered. */
  readonly done: { readonly version: number; readonly position: string } | undefined;
}

/**
 * An owner who is new comes last, also by a clock that lags: he owns the record now. What changes nothing about now is of the
 * past, as history of other systems is, and goes where it belongs by time.
 */
const withOwner = (owners: readonly Owned[], named: Owned, isNew: boolean): readonly Owned[] => {
  const behind = isNew ? -1 : owners.findIndex(({ since }) => Date.parse(since) > Date.parse(named.since));
  return behind < 0 ? [...owners, named] : [...owners.slice(0, behind), named, ...owners.slice(behind)];
};

/** The later of two times, as ISO 8601 UTC. */
export const laterOf = (time: string, other: string | undefined): string =>
  other !== undefined && Date.parse(other) > Date.parse(time) ? other : time;

/** Folds a stream as its kind says. `requestId`: the request whose own events are looked for. */
export const followed = <State, Event extends EventData>(
  kind: StreamKind<State, Event>,
  requestId?: string,
): Fold<Followed<State>> => ({
  initial: { state: kind.initial, erased: false, position: undefined, latest: undefined, owners: [], done: undefined },
  evolve: ({ state: before, erased, latest, owners, done }, event: PlainRecorded) => {
    // The union of the stream's events holds by declaration: nobody else appends to streams of this category.
    const state = kind.evolve(before, event as unknown as Event);
    const { owner } = event.data;
    const isNew = kind.ownerOf(state) !== kind.ownerOf(before);
    return {
      state,
      erased: erased || event.erased?.includes('subject') === true,
      position: event.position,
      latest: laterOf(event.metadata.time, latest),
      owners: typeof owner === 'string' ? withOwner(owners, { owner, since: event.metadata.time }, isNew) : owners,
      done:
        requestId !== undefined && event.metadata.causationId === requestId
          ? { version: event.version, position: event.position }
          : done,
    };
  },
});
