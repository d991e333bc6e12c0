import type { EventData, PlainRecorded } from '@touchstone/contracts';
import type { Fold } from '@touchstone/event-store';
import type { StreamKind } from './stream-kind';

/** A stream's state with what the handler itself looks at. */
export interface Followed<State> {
  readonly state: State;
  /** The person was erased: what was sealed can no longer be read. */
  readonly erased: boolean;
  readonly position: string | undefined;
  /** Where the events of this very request end: it was carried out before, and the process died before it answered. */
  readonly done: { readonly version: number; readonly position: string } | undefined;
}

/** Folds a stream as its kind says. `requestId`: the request whose own events are looked for. */
export const followed = <State, Event extends EventData>(
  kind: StreamKind<State, Event>,
  requestId?: string,
): Fold<Followed<State>> => ({
  initial: { state: kind.initial, erased: false, position: undefined, done: undefined },
  evolve: ({ state, erased, done }, event: PlainRecorded) => ({
    // The union of the stream's events holds by declaration: nobody else appends to streams of this category.
    state: kind.evolve(state, event as unknown as Event),
    erased: erased || event.erased?.includes('subject') === true,
    position: event.position,
    done:
      requestId !== undefined && event.metadata.causationId === requestId
        ? { version: event.version, position: event.position }
        : done,
  }),
});
