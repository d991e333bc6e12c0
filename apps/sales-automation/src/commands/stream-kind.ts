import type { EventData, Identifier, Role } from '@touchstone/contracts';

/** Somebody whom a record is about, with the part that he plays. */
export interface Concerned extends Identifier {
  readonly role: Role;
}

/** Owner of what everybody in sales may write to. */
export const anybody = Symbol('anybody');
export type Owner = string | readonly string[] | typeof anybody | undefined;

/** What the handler has to know of a kind of stream. */
export interface StreamKind<State, Event extends EventData = EventData> {
  /** The part of the stream's name before its first dash, and of the record in sentences. */
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** Sales person whose record it is, or each of several; undefined while nobody owns it. */
  readonly ownerOf: (state: State) => Owner;
  /** Whom the facts of this state are about; empty for records without a customer, which are not relayed. */
  readonly concerned: (state: State) => readonly Concerned[];
}

/** What a command brings beside its wish. */
export interface Circumstances {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Sales person, or `key:<id>`. */
  readonly by: string;
  /** The caller where he is a rep: what he writes down is his, unless he names somebody else. */
  readonly rep?: string | undefined;
  /** ISO 3166 country of telephone numbers without a country code. */
  readonly region?: string | undefined;
}

/** Pure: what happens, or nothing when it is so already. Throws RuleBroken. */
export type Decide<State, Event extends EventData = EventData> = (
  state: State,
  circumstances: Circumstances,
) => readonly Event[];
