import {
  repairIdOf,
  type DeadLetter,
  type DeadLetterStep,
  type EventMetadata,
  type WireEvent,
} from '@touchstone/contracts';
import type { ParkedMessage, ParkedPlace, RepairRequest } from '@touchstone/event-bus';

/** `<topic>:<partition>:<offset>` */
export const letterOf = ({ topic, partition, offset }: ParkedPlace): string => `${topic}:${partition}:${offset}`;

const form = /^(.{1,200}):(\d{1,5}):(\d{1,15})$/;
/** Undefined when the text is no id of a parked message. */
export const placeOf = (id: string): ParkedPlace | undefined => {
  const [, topic, partition, offset] = form.exec(id) ?? [];
  return topic === undefined ? undefined : { topic, partition: Number(partition), offset: Number(offset) };
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const parkedLetter = ({ message, state, reason, attempts, parkedAt, repairedBy }: ParkedMessage): DeadLetter => {
  // What is parked may be no event at all.
  const event = message.event as Partial<WireEvent> | undefined;
  return {
    id: letterOf(message),
    kind: 'parked',
    state: state === 'parked' ? 'open' : state,
    source: textOf(event?.metadata?.source),
    reason,
    key: message.key,
    event: textOf(event?.id),
    attempts,
    at: parkedAt,
    repairedBy,
  };
};

const actions = { replay: 'replayed', repair: 'repaired', discard: 'discarded' } as const;

export const stepOf = ({ kind, by, reason, event, requestedAt }: RepairRequest): DeadLetterStep => ({
  at: requestedAt,
  by,
  action: actions[kind],
  reason,
  event,
});

/** The boxes of an event stay sealed in the name under which they were sealed first. */
const originOf = ({ id, metadata }: WireEvent): EventMetadata['origin'] =>
  metadata.origin ?? { id, source: metadata.source };

/** The later version of a conflict as an event of its own. Accepted twice, it is the same event. */
export const acceptedVersion = (later: WireEvent): WireEvent => ({
  ...later,
  id: repairIdOf(later.id, later.metadata.digest ?? ''),
  metadata: { ...later.metadata, origin: originOf(later), repairs: later.id },
});

export interface Corrections {
  readonly type?: string;
  readonly schemaVersion?: number;
  /** ISO 8601. */
  readonly time?: string;
  readonly participants?: readonly string[];
}

const digest = /^[0-9a-f]{16,128}$/;

/** Type, version and metadata of the event that takes the place of a parked one; what is not corrected stays. */
export const corrected = (original: WireEvent, corrections: Corrections, newId: string): Omit<WireEvent, 'data'> => {
  const known = (original.metadata ?? {}) as Partial<EventMetadata>;
  const { digest: said, ...metadata } = known;
  return {
    id: newId,
    type: corrections.type ?? original.type,
    schemaVersion: corrections.schemaVersion ?? original.schemaVersion,
    metadata: {
      ...metadata,
      source: textOf(known.source) ?? 'unknown',
      time: corrections.time ?? textOf(known.time) ?? '',
      participants: corrections.participants ?? known.participants ?? [],
      ...(typeof said === 'string' && digest.test(said) && { digest: said }),
      repairs: original.id,
    },
  };
};

/** The same boxes under a new id. */
export const withSameData = (original: WireEvent, head: Omit<WireEvent, 'data'>): WireEvent => ({
  ...head,
  data: original.data,
  metadata: { ...head.metadata, origin: originOf(original) },
});
