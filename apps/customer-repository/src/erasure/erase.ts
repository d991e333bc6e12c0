import {
  erasureRequested,
  identityErased,
  identityStream,
  type RecordedEvent,
  type WireEvent,
} from '@touchstone/contracts';
import { eventIdOf } from '@touchstone/contracts';
import type { Append, EventStore } from '@touchstone/event-store';
import type { AtCrashPoint } from '../crash-points';

export interface KeyToErase {
  readonly identity: string;
  readonly generation: number;
}
export interface Erasure {
  readonly erasureId: string;
  readonly identities: readonly KeyToErase[];
  readonly by: string;
  readonly basis: string;
  /** ISO 8601. */
  readonly now: string;
}
export interface Erasing {
  readonly store: EventStore;
  readonly vault: {
    livingKeys(identities: Iterable<string>): Promise<KeyToErase[]>;
    destroyKeys(which: Iterable<KeyToErase>): Promise<unknown>;
  };
  readonly atCrashPoint: AtCrashPoint;
}

const metadataAt = (now: string) => ({ source: 'customer-repository', time: now, participants: [] });
const namesPerEvent = 500;

/** Written before any key is deleted: what was requested is finished, by the next start if need be. */
export const request = async ({ store, atCrashPoint }: Erasing, { now, ...erasure }: Erasure): Promise<string> => {
  const { type, schemaVersion } = erasureRequested;
  const events = [];
  for (let from = 0; from === 0 || from < erasure.identities.length; from += namesPerEvent) {
    const { data } = erasureRequested({ ...erasure, identities: erasure.identities.slice(from, from + namesPerEvent) });
    events.push({
      id: eventIdOf(erasure.erasureId, `request ${from}`),
      type,
      schemaVersion,
      data: JSON.stringify(data),
      metadata: metadataAt(now),
    });
  }
  const { position } = await store.append(`erasure-${erasure.erasureId}`, events, 'no-stream');
  atCrashPoint('erasure.requested');
  return position;
};

/** Deletes the keys and says so in the stream of each identity. Idempotent: ids derive from the request. */
export const carryOut = async (
  { store, vault, atCrashPoint }: Erasing,
  { erasureId, identities, now }: Pick<Erasure, 'erasureId' | 'identities' | 'now'>,
): Promise<string> => {
  await vault.destroyKeys(identities);
  atCrashPoint('erasure.keys-destroyed');
  const { type, schemaVersion } = identityErased;
  const appends = identities.map(({ identity, generation }): Append => {
    const { data } = identityErased({ erasureId, identity, generation });
    const event: WireEvent = {
      id: eventIdOf(erasureId, `${identity}/${generation}`),
      type,
      schemaVersion,
      data: JSON.stringify(data),
      metadata: metadataAt(now),
    };
    return { stream: identityStream(identity), events: [event], expected: 'any' };
  });
  const results = appends.length > 0 ? await store.appendMany(appends) : [];
  atCrashPoint('erasure.recorded');
  return results.reduce(
    (last, result) => ('position' in result && result.position > last ? result.position : last),
    '',
  );
};

/** What an erasure event asks for. */
export const requestOf = ({
  data,
  metadata,
}: Pick<RecordedEvent, 'data' | 'metadata'>): Pick<Erasure, 'erasureId' | 'identities' | 'now'> => {
  const { erasureId, identities } = erasureRequested.schema.parse(JSON.parse(data));
  return { erasureId, identities, now: metadata.time };
};
