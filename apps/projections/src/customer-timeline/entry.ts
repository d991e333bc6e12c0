import { meaningOf, type Meaning, type Participant } from '@touchstone/contracts';
import { hasBox, type Fact } from '../facts/fact';
import { moneyOf, propertiesOf } from './department-fact';

/** One line of one identity's timeline. What a box held is undefined when the box cannot be opened any more. */
export interface Entry {
  readonly identity: string;
  readonly occurredAt: number;
  readonly eventId: string;
  readonly recordedAt: string;
  readonly position: string;
  readonly type: string;
  readonly role: string;
  readonly source: string;
  readonly kind: string | undefined;
  readonly channel: string | undefined;
  readonly name: string | undefined;
  readonly orderSource: string | undefined;
  readonly orderId: string | undefined;
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly meaning: Meaning | undefined;
  readonly conversationId: string | undefined;
  readonly campaignId: string | undefined;
  readonly properties: unknown;
  readonly traits: unknown;
  readonly imported: boolean;
  readonly traceId: string | undefined;
  /** Empty when nothing of the event was sealed. */
  readonly sealedUnder: string;
  readonly erased: boolean;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A fact as it is shown to one of its participants. */
export const entryOf = (fact: Fact, { identity, role }: Participant): Entry => {
  const { event, time, primary } = fact;
  const { data, metadata } = event;
  const { amount, currency } = moneyOf(event);
  const sealed = primary !== undefined && hasBox(event, 'subject');
  return {
    identity,
    occurredAt: time,
    eventId: event.id,
    recordedAt: event.recordedAt,
    position: event.position,
    type: event.type,
    role,
    source: metadata.source,
    kind: textOf(data['kind']),
    channel: textOf(data['channel']),
    name: textOf(data['name']),
    orderSource: textOf(data['orderSource']),
    orderId: textOf(data['orderId']),
    amount: textOf(amount),
    currency: textOf(currency),
    meaning: meaningOf(event.type, data),
    conversationId: textOf((data['conversation'] as { id?: unknown } | undefined)?.id),
    campaignId: textOf((data['mailing'] as { campaignId?: unknown } | undefined)?.campaignId),
    properties: propertiesOf(event),
    traits: data['traits'],
    imported: metadata.imported === true,
    traceId: metadata.traceparent?.split('-')[1],
    sealedUnder: sealed ? primary.identity : '',
    erased: event.erased?.includes('subject') === true,
  };
};

/** The lines of facts at those of their participants that this slot writes. */
export const entriesOf = (facts: readonly Fact[], owns: (identity: string) => boolean): Entry[] =>
  facts.flatMap((fact) => fact.participants.filter(({ identity }) => owns(identity)).map((one) => entryOf(fact, one)));
