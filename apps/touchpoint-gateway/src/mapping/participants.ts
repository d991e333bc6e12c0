import { byIdentifierPriority, encodeParticipant, type Identifier, type IdentifierType } from '@touchstone/contracts';
import type { SentIdentifiers } from './identifiers';
import { Refusal } from './refusal';

/** A usable identifier: its normalised value (personal) and its opaque source identity. */
export interface Identified {
  readonly type: IdentifierType;
  readonly value: string;
  readonly identity: string;
}
/** Undefined when the identifier names nobody ("null", "0000", no telephone number). */
export type Identify = (identifier: Identifier) => Identified | undefined;

export interface Who {
  /** Strongest first; the first is the primary identity. Never empty. */
  readonly subjects: readonly Identified[];
  /** The organisation beside a person. */
  readonly organisation?: Identified;
}

const usable = (sent: readonly Identifier[], identify: Identify): Identified[] => {
  const found: Identified[] = [];
  for (const identifier of sent) {
    const one = identify(identifier);
    if (one && !found.some(({ identity, type }) => identity === one.identity && type === one.type)) found.push(one);
  }
  return found.length > 1 ? found.sort(byIdentifierPriority) : found;
};

/** Whom an event is about. An organisation that stands alone is the subject itself. */
export const whoIn = (sent: SentIdentifiers, identify: Identify): Who | Refusal => {
  const persons = usable(sent.person, identify);
  const [organisation] = usable(sent.organisation, identify);
  if (persons.length > 0) return { subjects: persons, ...(organisation && { organisation }) };
  if (organisation) return { subjects: [organisation] };
  return sent.person.length + sent.organisation.length === 0
    ? new Refusal(
        'missing-identifier',
        'The event names nobody: send a userId, an anonymousId, or an identifier in traits or context.',
      )
    : new Refusal(
        'unusable-identifier',
        'No identifier of the event can be used: they are placeholders, or not of their type.',
      );
};

/** Encoded participants in their frozen order: subjects, then payer, then organisation. */
export const participantsOf = ({ subjects, organisation }: Who, payer: boolean): string[] => [
  ...subjects.map(({ type, identity }) => encodeParticipant({ role: 'subject', type, identity })),
  ...(payer ? [encodeParticipant({ role: 'payer', ...pick(subjects[0]!) })] : []),
  ...(organisation ? [encodeParticipant({ role: 'organisation', ...pick(organisation) })] : []),
];

const pick = ({ type, identity }: Identified) => ({ type, identity });
