import type { EventCodec, PlainRecorded } from '@touchstone/contracts';
import type { EventStore } from './port';

/** How the events of a stream become its state. Accepts any sequence of events; never judges. */
export interface Fold<State, Event = PlainRecorded> {
  readonly initial: State;
  evolve(state: State, event: Event): State;
}

export interface StreamState<State> {
  readonly state: State;
  /** Version of the last event that is in `state`. */
  readonly version: number | 'no-stream';
}

const pageSize = 1_000;

/** Goes on from `known`, if given, with what was appended since. Reads page by page. */
export const readState = async <State, Event = PlainRecorded>(
  store: Pick<EventStore, 'readStream'>,
  codec: Pick<EventCodec, 'open'>,
  stream: string,
  { initial, evolve }: Fold<State, Event>,
  known?: StreamState<State>,
): Promise<StreamState<State>> => {
  let { state, version } = known ?? { state: initial, version: 'no-stream' as number | 'no-stream' };
  for (;;) {
    const from = version === 'no-stream' ? 0 : version + 1;
    const { events } = await store.readStream(stream, { from, limit: pageSize });
    // The codec upcasts to the current schema, so the union of the stream's events holds by declaration, not by check.
    for (const event of await codec.open(events)) state = evolve(state, event as Event);
    version = events.at(-1)?.version ?? version;
    if (events.length < pageSize) return { state, version };
  }
};
