import type { EventMetadata, Json, PlainEvent, Rejection } from '@touchstone/contracts';
import { checkMessage } from '../mapping/check-message';
import { digestContent } from '../mapping/digest-content';
import { mapMessage } from '../mapping/map-message';
import { idText, objectOf, type Message } from '../mapping/message';
import type { Identify } from '../mapping/participants';
import { Refusal } from '../mapping/refusal';
import type { Received } from '../mapping/timestamps';
import { excessOf } from './measure';

export interface Judge {
  readonly sourceId: string;
  readonly received: Received;
  readonly identify: Identify;
  readonly digest: (text: string) => string;
  /** `eventIdOf` of contracts, or what answers the same. */
  readonly eventId: (sourceId: string, messageId: string) => string;
  /** A new UUIDv7, for an event that came without an id. */
  readonly newId: () => string;
  readonly traceparent: string;
}

export interface Judged {
  readonly accepted: readonly { readonly key: string; readonly event: PlainEvent }[];
  readonly rejected: readonly (Rejection & { readonly event: Json })[];
  readonly withoutId: readonly number[];
}

const tooMuch = {
  'too-deep': new Refusal('too-deep', 'The event is nested deeper than 64 levels.'),
  'too-large': new Refusal('too-large', 'The event is larger than 256 KiB.'),
};

const judgeOne = (
  event: Json,
  judge: Judge,
  receivedAt: string,
): { message: Message; key: string; event: PlainEvent } | Refusal => {
  const excess = excessOf(event);
  if (excess) return tooMuch[excess];
  const message = checkMessage(event);
  if (message instanceof Refusal) return message;
  const touchpoint = mapMessage(message, judge);
  if (touchpoint instanceof Refusal) return touchpoint;
  const { type, schemaVersion, data, time, participants, primary } = touchpoint;
  const messageId = idText(message.messageId);
  const metadata: EventMetadata = {
    source: judge.sourceId,
    time,
    receivedAt,
    participants,
    digest: judge.digest(digestContent(message)),
    traceparent: judge.traceparent,
    ...(judge.received.imported && { imported: true }),
  };
  const id = messageId === undefined ? judge.newId() : judge.eventId(judge.sourceId, messageId);
  return { message, key: primary, event: { id, type, schemaVersion, data, metadata } };
};

/** Judges each event for itself: one bad event never costs its neighbours. */
export const judgeAll = (events: readonly Json[], judge: Judge): Judged => {
  const accepted: Judged['accepted'][number][] = [];
  const rejected: Judged['rejected'][number][] = [];
  const withoutId: number[] = [];
  const receivedAt = new Date(judge.received.receivedAt).toISOString();
  for (const [index, event] of events.entries()) {
    const judged = judgeOne(event, judge, receivedAt);
    if (judged instanceof Refusal)
      rejected.push({ index, ...messageIdOf(event), code: judged.code, detail: judged.detail, event });
    else {
      if (idText(judged.message.messageId) === undefined) withoutId.push(index);
      accepted.push({ key: judged.key, event: judged.event });
    }
  }
  return { accepted, rejected, withoutId };
};

const messageIdOf = (event: Json): { messageId?: string } => {
  const messageId = idText(objectOf(event)?.['messageId']);
  return messageId === undefined ? {} : { messageId: messageId.slice(0, 100) };
};
