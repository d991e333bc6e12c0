import type { Json } from '@touchstone/contracts';
import { checkMessage } from './check-message';
import { digestContent } from './digest-content';
import type { SentIdentifiers } from './identifiers';
import { idText, objectOf, type Message } from './message';
import { Refusal } from './refusal';

/** What one event says, whichever format it was sent in. */
export interface Statement {
  readonly message: Message;
  /** Whom it names, where that is not for the message alone to say. */
  readonly identifiers?: SentIdentifiers;
  /** The emitter's id: the event id derives from it and from the source. */
  readonly emitterId: string | undefined;
  /** ∞ What two sendings of one event have in common, as canonical text. */
  readonly content: string;
}

/** How an event of a request (the `index`th) is read. */
export interface EventFormat {
  statementOf(sent: Json, index: number): Statement | Refusal;
  /** The emitter's id as it is shown beside a rejection, also of an event that states nothing. */
  idOf(sent: Json): string | undefined;
}

/** Messages of the Segment specification, as RudderStack and Jitsu send them too. */
export const segmentFormat: EventFormat = {
  statementOf: (sent) => {
    const message = checkMessage(sent);
    if (message instanceof Refusal) return message;
    return { message, emitterId: idText(message.messageId), content: digestContent(message) };
  },
  idOf: (sent) => idText(objectOf(sent)?.['messageId']),
};
