import {
  cloudEventEmitterId,
  CloudEventFault,
  namedAttributes,
  type CloudEvent,
  type Json,
  type JsonObject,
  type ReceivedCloudEvent,
} from '@touchstone/contracts';
import { idText, objectOf, type Message } from '../mapping/message';
import { Refusal } from '../mapping/refusal';
import type { EventFormat, Statement } from '../mapping/statement';
import { dataMember, eventContent, instantOf } from './event-content';
import { eventNameOf } from './event-name';
import { namedByEvent } from './named-by-event';

const contextOf = (event: CloudEvent): JsonObject => {
  const { specversion: _, ...attributes } = namedAttributes(event);
  return { cloudEvent: attributes };
};

/** What the event says in the words of a track (decision 0046): its type is the name, its data the properties. */
const messageOf = (event: CloudEvent, data: JsonObject | undefined): Message => ({
  type: 'track',
  event: eventNameOf(event.type),
  traits: objectOf(data?.['traits']) ?? null,
  properties: data ?? (event.data === undefined ? null : dataMember(event)),
  context: contextOf(event),
  channel: 'server',
  ...(event.time !== undefined && { timestamp: instantOf(event.time) }),
});

const statementOf = (event: CloudEvent): Statement | Refusal => {
  const data = event.data instanceof Uint8Array ? undefined : objectOf(event.data);
  const identifiers = namedByEvent(event.subject, data);
  if (identifiers instanceof Refusal) return identifiers;
  return {
    message: messageOf(event, data),
    identifiers,
    emitterId: cloudEventEmitterId(event.source, event.id),
    content: eventContent(event),
  };
};

/** Reads the events of one delivery, whose `sent` are what is judged, in their order. */
export const cloudEventFormat = (received: readonly ReceivedCloudEvent[]): EventFormat => ({
  statementOf: (_, index) => {
    const { event } = received[index]!;
    return event instanceof CloudEventFault ? new Refusal(event.code, event.detail) : statementOf(event);
  },
  idOf: (sent: Json) => idText(objectOf(sent)?.['id']),
});
