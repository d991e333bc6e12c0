import type { EventCodec, PlainEvent, PlainRecorded } from '@touchstone/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { VersionConflict } from './errors';
import type { EventStore, Position } from './port';
import { readState, type Fold, type StreamState } from './read-state';

/** Pure. No events = nothing to do, which is an answer too. May run again, on a newer state, when others append. */
export type Decide<State> = (state: State, version: number | 'no-stream') => readonly PlainEvent[];

export interface Decided<State> {
  /** The state that the decision was taken on. */
  readonly before: State;
  readonly events: readonly PlainEvent[];
  /** Of the stream, after the events. */
  readonly version: number | 'no-stream';
  /** Of the last event; absent when nothing was appended. */
  readonly position?: Position;
}

const attempts = 8;
const pauseMs = 5;

/**
 * Reads, decides, appends at exactly the version read; a stream that moved on meanwhile is read on and decided again.
 * `known`: the state as it was read, or is sure to be, a moment ago; the stream is not read first then.
 * Throws VersionConflict after 8 attempts, and whatever `decide`, the codec or the store throws.
 */
export const decideAndAppend = async <State, Event = PlainRecorded>(
  store: Pick<EventStore, 'readStream' | 'append'>,
  codec: EventCodec,
  stream: string,
  fold: Fold<State, Event>,
  decide: Decide<State>,
  known?: StreamState<State>,
): Promise<Decided<State>> => {
  let current = known ?? (await readState(store, codec, stream, fold));
  for (let attempt = 1; ; attempt++) {
    const { state: before, version } = current;
    const events = decide(before, version);
    if (events.length === 0) return { before, events, version };
    try {
      return { before, events, ...(await store.append(stream, await codec.seal(events), version)) };
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === attempts) throw error;
      await sleep(Math.random() * pauseMs * 2 ** attempt);
      current = await readState(store, codec, stream, fold, current);
    }
  }
};
