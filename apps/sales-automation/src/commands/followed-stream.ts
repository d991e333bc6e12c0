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
  /** Every owner, the first first, with the time from which he was. */
  readonly owners: readonly Owned[];
  /** Where the events of this very request end: it was carried out before, and the process died before it answered. */
  readonly done: { readonly version: number; readonly position: string } | undefined;
}

/** Folds a stream as its kind says. `requestId`: the request whose own events are looked for. */
export const followed = <State, Event extends EventData>(
  kind: StreamKind<State, Event>,
  requestId?: string,
): Fold<Followed<State>> => ({
  initial: { state: kind.initial, erased: false, position: undefined, owners: [], done: undefined },
  evolve: ({ state: before, erased, owners, done }, event: PlainRecorded) => {
    // The union of the stream's events holds by declaration: nobody else appends to streams of this category.
    const state = kind.evolve(before, event as unknown as Event);
    const owner = kind.ownerOf(state);
    const changed = typeof owner === 'string' && owner !== owners.at(-1)?.owner;
    return {
      state,
      erased: erased || event.erased?.includes('subject') === true,
      position: event.position,
      owners: changed ? [...owners, { owner, since: event.metadata.time }] : owners,
      done:
        requestId !== undefined && event.metadata.causationId === requestId
          ? { version: event.version, position: event.position }
          : done,
    };
  },
});
