import {
  interactionRecorded,
  orderCancelled,
  orderCompleted,
  orderRefunded,
  type JsonObject,
} from '@touchstone/contracts';
import { channelOf } from './channel';
import { sentIdentifiers, type SentIdentifiers } from './identifiers';
import type { Message } from './message';
import { orderFactOf, orderOf, type OrderFact } from './order';
import { participantsOf, whoIn, type Identified, type Identify, type Who } from './participants';
import { recognise, type Reserved } from './recognise';
import { recognisedFields } from './recognised-fields';
import { Refusal } from './refusal';
import { timeOf, type Received } from './timestamps';

/** A touchpoint before it has an id: everything here is decided by the message alone and by when it came. */
export interface Touchpoint {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
  readonly time: string;
  readonly participants: readonly string[];
  /** Key on the bus, and the stream of the fact. */
  readonly primary: string;
}

const definitions: Record<OrderFact, { readonly type: string; readonly schemaVersion: number }> = {
  completed: orderCompleted,
  refunded: orderRefunded,
  cancelled: orderCancelled,
};

/** The touchpoint that a checked message states, or why it states none. */
export const mapMessage = (
  message: Message,
  { sourceId, received, identify }: { sourceId: string; received: Received; identify: Identify },
  identifiers: SentIdentifiers | Refusal = sentIdentifiers(message),
): Touchpoint | Refusal => {
  if (identifiers instanceof Refusal) return identifiers;
  const who = whoIn(identifiers, identify);
  if (who instanceof Refusal) return who;
  const time = timeOf(message, received);
  if (time instanceof Refusal) return time;
  const known = recognise(message);
  const fact = known && orderFactOf(message, known.meaning);
  const order = fact && orderOf(message, fact, sourceId);
  if (order instanceof Refusal) return order;
  const { type, schemaVersion } = fact ? definitions[fact] : interactionRecorded;
  const data = {
    ...interactionOf(message, who, known),
    ...(order ?? (known && recognisedFields(message, known, sourceId))),
  };
  return {
    type,
    schemaVersion,
    data,
    time,
    participants: participantsOf(who, fact !== undefined),
    primary: who.subjects[0]!.identity,
  };
};

const interactionOf = (
  message: Message,
  { subjects, organisation }: Who,
  known: Reserved | undefined,
): Record<string, unknown> => {
  const aboutOrganisation = message.type === 'group' && organisation !== undefined;
  const traits = message.traits ?? undefined;
  const ofOrganisation = aboutOrganisation ? traits : accountTraits(message, known);
  return {
    kind: message.type,
    channel: channelOf(message, known?.channel),
    name: message.event ?? message.name ?? undefined,
    identifiers: subjects.map(identifierOf),
    traits: aboutOrganisation ? undefined : traits,
    properties: propertiesOf(message),
    context: message.context ?? undefined,
    organisation: organisation && {
      identifiers: [identifierOf(organisation)],
      ...(ofOrganisation && { traits: ofOrganisation }),
    },
  };
};

/** Account Created names its account among the properties. */
const accountTraits = ({ properties }: Message, known: Reserved | undefined): JsonObject | undefined => {
  const name = known?.meaning === 'account_created' ? properties?.['account_name'] : undefined;
  return typeof name === 'string' ? { name } : undefined;
};

const identifierOf = ({ type, value }: Identified) => ({ type, value });

/** A page's category stands beside its properties when no SDK has put it in. */
const propertiesOf = ({ properties, category }: Message): JsonObject | undefined => {
  if (!category || properties?.['category'] !== undefined) return properties ?? undefined;
  return { ...properties, category };
};
