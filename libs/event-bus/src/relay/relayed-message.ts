import { decodeParticipant, identitiesInRole, type RecordedEvent } from '@touchstone/contracts';
import type { OutgoingMessage } from '../port';

/** The identity whose order an event keeps on the bus; undefined for events about no customer, which are not relayed. */
export type KeyOf = (event: RecordedEvent) => string | undefined;

export const primarySubject: KeyOf = ({ metadata: { participants } }) => {
  const [subject] = identitiesInRole(participants, 'subject');
  const [first] = participants;
  return subject?.identity ?? (first === undefined ? undefined : decodeParticipant(first).identity);
};

/** The event under its own id, with the place where it was recorded; its boxes stay sealed in its name. */
export const relayedMessage = (topic: string, key: string, source: string, event: RecordedEvent): OutgoingMessage => {
  const { id, type, schemaVersion, data, metadata, stream, position } = event;
  const origin = metadata.origin ?? { id, source, stream, position };
  return { topic, key, event: { id, type, schemaVersion, data, metadata: { ...metadata, origin } } };
};
