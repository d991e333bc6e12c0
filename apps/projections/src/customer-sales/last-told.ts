import { contactKinds, leadIdentifier, salesEvents, type LeadEvent, type PlainRecorded } from '@touchstone/contracts';
import type { AccountEvent, ActivityEvent, ContactEvent } from '@touchstone/contracts';
import { isLater, type Fact } from '../facts/fact';

/** Something that an identity has one of: whatever was told last by (event time, event id). */
export interface Told {
  readonly identity: string;
  readonly eventId: string;
  /** ms since the epoch. */
  readonly time: number;
}
export interface Ownership extends Told {
  readonly owner: string;
}
export interface ContactMade extends Told {
  readonly person: string;
  readonly kind: string;
}

type Owning = Extract<
  LeadEvent | ContactEvent | AccountEvent,
  {
    type:
      'sales.lead.assigned' | `sales.contact.${'added' | 'reassigned'}` | `sales.account.${'opened' | 'reassigned'}`;
  }
>;

/** Fact that may name an owner -> the type of the record's own identity. */
const recordTypes: Readonly<Record<Owning['type'], string>> = {
  'sales.lead.assigned': leadIdentifier,
  'sales.contact.added': 'contact',
  'sales.contact.reassigned': 'contact',
  'sales.account.opened': 'account',
  'sales.account.reassigned': 'account',
};
const activityDone: ActivityEvent['type'] = 'sales.activity.done';
const told: readonly string[] = [...Object.keys(recordTypes), activityDone];
export const toldTypes = salesEvents.map(({ type }) => type).filter((type) => told.includes(type));

const dataOf = <Event extends { readonly data: object }>({ data }: PlainRecorded) => data as unknown as Event['data'];

/** Whose a lead, a contact or an account is, at its own identity, which a merge or a split moves along with the record. */
export const ownershipsOf = ({ event, time, participants }: Fact): Ownership[] => {
  const type = (recordTypes as Readonly<Record<string, string>>)[event.type];
  const { owner } = dataOf<Owning>(event);
  if (type === undefined || owner === undefined) return [];
  const record = participants.find((one) => one.type === type && one.role === 'subject');
  return record ? [{ identity: record.identity, eventId: event.id, time, owner }] : [];
};

/** A call, a visit or a meeting, at everybody whom it was with. */
export const contactsMade = ({ event, participants }: Fact): ContactMade[] => {
  if (event.type !== activityDone) return [];
  const { kind, owner: person, doneAt } = dataOf<Extract<ActivityEvent, { type: 'sales.activity.done' }>>(event);
  const time = Date.parse(doneAt);
  if (!contactKinds.includes(kind) || Number.isNaN(time)) return [];
  return participants.map(({ identity }) => ({ identity, eventId: event.id, time, person, kind }));
};

/** One for each identity: the last. */
export const lastTold = <What extends Told>(all: readonly What[]): What[] => {
  const last = new Map<string, What>();
  for (const one of all) {
    const known = last.get(one.identity);
    if (!known || isLater(one.time, one.eventId, { time: known.time, id: known.eventId })) last.set(one.identity, one);
  }
  return [...last.values()];
};
