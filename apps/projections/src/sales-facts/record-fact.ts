import { decodeParticipant, type EventDefinition, type PlainRecorded } from '@touchstone/contracts';

/** What is known of a fact beside what it says. */
export interface Told {
  readonly eventId: string;
  readonly recordId: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly position: string;
  readonly participants: readonly string[];
}
/** A fact about a record of sales, without what is sealed: these read models hold nothing personal. */
export type FactOf<Event> = Event & Told;
export type RecordFact = FactOf<{ readonly type: string; readonly data: Readonly<Record<string, unknown>> }>;

export const recordFactOf = (
  definition: EventDefinition,
  recordId: string,
  { id, type, data, position, metadata }: PlainRecorded,
): RecordFact => {
  const at = Date.parse(metadata.time);
  if (Number.isNaN(at)) throw new TypeError(`Event ${id} has no time.`);
  const clear = Object.entries(data).filter(([field]) => definition.personal[field] === undefined);
  return {
    type,
    data: Object.fromEntries(clear),
    eventId: id,
    recordId,
    at,
    position,
    participants: metadata.participants,
  };
};

const before = (a: Told, b: Told): number => (a.position < b.position ? -1 : Number(a.position > b.position));

/**
 * In the order in which they were decided, which is that of their stream: nobody imports the history of these records, and
 * by time a fact of a clock that lags would come before what it rests on.
 */
export const inOrder = <Fact extends Told>(facts: readonly Fact[]): Fact[] => [...facts].sort(before);

type Typed = { readonly type: string };
const isOf = (types: readonly string[]) => (fact: Typed) => types.includes(fact.type);

export const lastOf = <Fact extends Typed, Type extends Fact['type']>(
  facts: readonly Fact[],
  ...types: readonly Type[]
): Extract<Fact, { type: Type }> | undefined =>
  facts.findLast(isOf(types)) as Extract<Fact, { type: Type }> | undefined;

export const firstOf = <Fact extends Typed, Type extends Fact['type']>(
  facts: readonly Fact[],
  ...types: readonly Type[]
): Extract<Fact, { type: Type }> | undefined => facts.find(isOf(types)) as Extract<Fact, { type: Type }> | undefined;

/** Identifiers that sales gives itself come first: by them a merge or a split moves the record exactly. */
const own = ['contact', 'external.lead', 'account'];
const place = (type: string): number => (own.includes(type) ? own.indexOf(type) : own.length);

const identityIn = (role: string, participants: readonly string[]): string | null => {
  const [first] = participants
    .map(decodeParticipant)
    .filter((one) => one.role === role)
    .sort((a, b) => place(a.type) - place(b.type));
  return first?.identity ?? null;
};

/** The customer, the organisation beside and whoever pays, by the latest fact that names any: none takes a customer away. */
const named = (facts: readonly Told[]): readonly string[] =>
  facts.findLast(({ participants }) => participants.length > 0)?.participants ?? [];
export const concernedBy = (facts: readonly Told[]) => {
  const participants = named(facts);
  return { subject: identityIn('subject', participants), organisation: identityIn('organisation', participants) };
};
export const payerOf = (facts: readonly Told[]) => identityIn('payer', named(facts));
