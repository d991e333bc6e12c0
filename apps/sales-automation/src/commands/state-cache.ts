import type { StreamState } from '@touchstone/event-store';

/**
 * Erasure promises that nothing of a person is used for longer than 60 s after her key was deleted. A state was opened with a
 * key that may be `keysForMs` old already, and is used for so long at most, counted from when its stream was read.
 */
export const statesForMs = 10_000;
export const keysForMs = 60_000 - statesForMs;

const keptStates = 5_000;

export interface KnownState<State> extends StreamState<State> {
  /** ms of the clock of the cache. */
  readonly readAt: number;
}

/** How streams stood when this process read or wrote them last; the store says whether they still do. */
export interface StateCache {
  now(): number;
  get<State>(stream: string): KnownState<State> | undefined;
  put<State>(stream: string, state: KnownState<State>): void;
  forget(stream: string): void;
}

export const stateCache = (now: () => number = () => performance.now()): StateCache => {
  const known = new Map<string, KnownState<unknown>>();
  return {
    now,
    get: <State>(stream: string) => {
      const found = known.get(stream);
      if (!found) return undefined;
      known.delete(stream);
      if (now() - found.readAt >= statesForMs) return undefined;
      known.set(stream, found);
      // One stream, one kind: what stands here was folded by the same kind.
      return found as KnownState<State>;
    },
    put: (stream, state) => {
      known.delete(stream);
      known.set(stream, state);
      if (known.size > keptStates) known.delete(known.keys().next().value as string);
    },
    forget: (stream) => void known.delete(stream),
  };
};
