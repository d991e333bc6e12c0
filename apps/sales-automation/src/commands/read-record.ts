import type { EventData } from '@touchstone/contracts';
import type { StreamState } from '@touchstone/event-store';
import { unknownRecord } from './append-decision';
import type { Authorise } from './authorise';
import type { Followed, Owned } from './followed-stream';
import type { StreamKind } from './stream-kind';

/** A record as a reader gets it. */
export interface ReadRecord<State> {
  readonly state: State;
  readonly version: number;
  readonly position: string;
  readonly erased: boolean;
  readonly owners: readonly Owned[];
}

/** Throws problems (403, 404). */
export const recordOf = <State, Event extends EventData>(
  authorise: Authorise,
  kind: StreamKind<State, Event>,
  { state: found, version }: StreamState<Followed<State>>,
): ReadRecord<State> => {
  if (version === 'no-stream' || found.position === undefined) throw unknownRecord(kind.category);
  authorise(kind.ownerOf(found.state));
  return { state: found.state, version, position: found.position, erased: found.erased, owners: found.owners };
};
