import {
  copyIdOf,
  identitiesInRole,
  identityStream,
  type EventMetadata,
  type Participant,
  type WireEvent,
} from '@touchstone/contracts';
import type { BusMessage, Poison } from '@touchstone/event-bus';

/** A message that can be taken in: where it belongs and how it is counted. */
export interface Incoming {
  readonly message: BusMessage;
  /** As it goes into the store: for a department's fact, the copy with its derived id. */
  readonly event: WireEvent;
  readonly primary: Participant;
  readonly stream: string;
  readonly source: string;
  /** The hour in which it was received, ISO 8601: receipts are counted by it. */
  readonly hour: string;
  readonly line: ImportedLine | undefined;
}

/** Which line of which import an event is. */
export type ImportedLine = NonNullable<EventMetadata['import']>;

export const poisonCodes = ['unknown-shape', 'unparsable-metadata', 'no-subject', 'id-in-another-stream'] as const;
export type PoisonCode = (typeof poisonCodes)[number];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const identity = /^[0-9a-f]{32}$/;
const digest = /^[0-9a-f]{16,128}$/;
const departmentPrefix = 'department.';

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;

/** Ids from a department are unique in its own store only, so the copy has a derived one and keeps its origin beside it. */
const asCopy = (topic: string, event: WireEvent): WireEvent => {
  if (!topic.startsWith(departmentPrefix)) return event;
  const { origin } = event.metadata;
  if (origin && event.id === copyIdOf(origin.id)) return event;
  return {
    ...event,
    id: copyIdOf(event.id),
    metadata: { ...event.metadata, origin: origin ?? { id: event.id, source: event.metadata.source } },
  };
};

const whyPoison = (event: WireEvent | undefined): PoisonCode | undefined => {
  if (
    !event ||
    !uuid.test(event.id) ||
    !isText(event.type) ||
    !Number.isInteger(event.schemaVersion) ||
    !isText(event.data)
  )
    return 'unknown-shape';
  const { metadata } = event;
  if (typeof metadata !== 'object' || metadata === null || !isText(metadata.source) || !isText(metadata.time))
    return 'unparsable-metadata';
  if (Number.isNaN(Date.parse(metadata.time)) || !Array.isArray(metadata.participants)) return 'unparsable-metadata';
  if (metadata.digest !== undefined && !digest.test(metadata.digest)) return 'unparsable-metadata';
  return undefined;
};

const primaryOf = (event: WireEvent): Participant | undefined => {
  try {
    const [primary] = identitiesInRole(event.metadata.participants, 'subject');
    return primary && identity.test(primary.identity) ? primary : undefined;
  } catch {
    return undefined;
  }
};

const hourOf = (time: string): string => `${new Date(time).toISOString().slice(0, 13)}:00:00.000Z`;
// What is received together has one and the same time.
let last = { received: '', hour: '' };
const hourReceived = ({ metadata }: WireEvent): string => {
  const received = metadata.receivedAt ?? metadata.time;
  if (received === last.received) return last.hour;
  if (Number.isNaN(Date.parse(received))) return hourOf(metadata.time);
  last = { received, hour: hourOf(received) };
  return last.hour;
};

/** Undefined for what is no import, and for what is none of ours. */
const lineOf = (event: Partial<WireEvent> | undefined): ImportedLine | undefined => {
  const line = event?.metadata?.import;
  return uuid.test(line?.id ?? '') && Number.isInteger(line?.line) && line!.line >= 0 && line!.line < 2 ** 31
    ? line
    : undefined;
};

/** Takes a message in, or says by a code why no retry can help. Its data stays unparsed text. */
export const receive = (message: BusMessage): Incoming | PoisonCode => {
  const reason = whyPoison(message.event);
  if (reason) return reason;
  const primary = primaryOf(message.event);
  if (!primary) return 'no-subject';
  const event = asCopy(message.topic, message.event);
  const stream = identityStream(primary.identity);
  return {
    message,
    event,
    primary,
    stream,
    source: event.metadata.source,
    hour: hourReceived(event),
    line: lineOf(event),
  };
};

/** What can still be said of a message that cannot be taken in: it is counted too. */
export interface Rejected extends Poison {
  readonly source: string;
  readonly hour: string;
  readonly eventId: string | undefined;
  readonly line: ImportedLine | undefined;
}

export const rejected = (message: BusMessage, reason: PoisonCode, now: Date): Rejected => {
  const event = message.event as WireEvent | undefined;
  const source = isText(event?.metadata?.source) ? event.metadata.source : 'unknown';
  const eventId = uuid.test(event?.id ?? '') ? event?.id : undefined;
  return { message, reason, source, hour: hourOf(now.toISOString()), eventId, line: lineOf(event) };
};
