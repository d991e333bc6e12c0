import {
  decodeParticipant,
  definitionOf,
  type Participant,
  type PlainRecorded,
  type Role,
} from '@touchstone/contracts';

/** An event that concerns customers, as folds see it. */
export interface Fact {
  readonly event: PlainRecorded;
  /** ms since the epoch. */
  readonly time: number;
  /** Every identity once, in its first (strongest) role. */
  readonly participants: readonly Participant[];
  /** The first subject: the one at which the fact is counted. */
  readonly primary: Participant | undefined;
  readonly organisation: Participant | undefined;
  readonly payer: Participant | undefined;
}

export const factOf = (event: PlainRecorded): Fact => {
  const all = event.metadata.participants.map(decodeParticipant);
  const seen = new Set<string>();
  const participants = all.filter(({ identity }) => !seen.has(identity) && seen.add(identity));
  const first = (role: Role) => all.find((participant) => participant.role === role);
  const primary = first('subject');
  const time = Date.parse(event.metadata.time);
  if (Number.isNaN(time)) throw new TypeError(`Event ${event.id} has no time.`);
  return { event, time, participants, primary, organisation: first('organisation'), payer: first('payer') ?? primary };
};

/** Later by event time; events of one moment by their ids, so that every order of arrival agrees. */
export const isLater = (time: number, id: string, than: { time: number; id: string }): boolean =>
  time > than.time || (time === than.time && id > than.id);

const personalFields = new Map<string, readonly (readonly [string, Role])[]>();
const personalOf = (type: string) => {
  const known = personalFields.get(type);
  if (known) return known;
  const fields = Object.entries(definitionOf(type)?.personal ?? {});
  personalFields.set(type, fields);
  return fields;
};

/** True when the event was written with a box of that role, whether or not it can still be opened. */
export const hasBox = ({ type, data, erased }: PlainRecorded, role: Role): boolean =>
  erased?.includes(role) === true || personalOf(type).some(([field, of]) => of === role && data[field] !== undefined);
