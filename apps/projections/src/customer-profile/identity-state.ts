import { meaningOf, type Json, type Participant } from '@touchstone/contracts';
import { hasBox, isLater, type Fact } from '../facts/fact';
import { noActivity, withMeaning, type Activity } from './activity';

/** A trait's value with the time (ms) and id of the event that said so. */
export type StampedTrait = readonly [value: Json, time: number, eventId: string];
export type Traits = Readonly<Record<string, StampedTrait>>;

/** What is known of one source identity. Bounded, and the same whatever the order of its facts. */
export interface IdentityState {
  readonly identity: string;
  readonly type: string;
  readonly traits: Traits;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly touchpoints: number;
  readonly channels: readonly string[];
  readonly activity: Activity;
  readonly erased: boolean;
}

/** Traits of one identity that are kept: those that were told last. */
export const maxTraits = 200;

export const newState = ({ identity, type }: Participant, time: number): IdentityState => ({
  identity,
  type,
  traits: {},
  firstSeen: time,
  lastSeen: time,
  touchpoints: 0,
  channels: [],
  activity: noActivity,
  erased: false,
});

const newer = (a: StampedTrait, b: StampedTrait | undefined): boolean =>
  b === undefined || isLater(a[1], a[2], { time: b[1], id: b[2] });

const stampOrder = ([, a]: [string, StampedTrait], [, b]: [string, StampedTrait]): number => (newer(a, b) ? -1 : 1);

/** Newest of each key by (event time, event id). Keeping the newest keys only is independent of the order as well. */
export const joinTraits = (a: Traits, b: Traits, limit = Infinity): Traits => {
  const joined = new Map(Object.entries(a));
  for (const [key, trait] of Object.entries(b)) if (newer(trait, joined.get(key))) joined.set(key, trait);
  const entries = [...joined];
  return Object.fromEntries(entries.length <= limit ? entries : entries.sort(stampOrder).slice(0, limit));
};

const stamp = (traits: unknown, { time, event }: Fact): Traits | undefined => {
  if (typeof traits !== 'object' || traits === null || Array.isArray(traits)) return undefined;
  const entries = Object.entries(traits as Record<string, Json>).map(([key, value]) => [
    key,
    [value, time, event.id] as const,
  ]);
  return entries.length > 0 ? (Object.fromEntries(entries) as Traits) : undefined;
};

const members = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** What a touchpoint says of its person: `context.traits` beside any event, and the traits of the event itself. */
const personTraits = (data: Record<string, unknown>): object => ({
  ...members((members(data['context']) as { traits?: unknown }).traits),
  ...members(data['traits']),
});

/** Traits lie at the identity whose key seals them, so that they go when that key goes. */
const traitsFor = (fact: Fact, identity: string): Traits | undefined => {
  const { data } = fact.event;
  if (identity === fact.primary?.identity) return stamp(personTraits(data), fact);
  if (identity !== fact.organisation?.identity) return undefined;
  return stamp((data['organisation'] as { traits?: unknown } | undefined)?.traits, fact);
};

const withChannel = (channels: readonly string[], channel: unknown): readonly string[] =>
  typeof channel !== 'string' || channels.includes(channel) ? channels : [...channels, channel].sort();

/** Folds a fact into the state of one of its participants. It counts at its primary subject; the others are seen. */
export const evolve = (state: IdentityState, fact: Fact): IdentityState => {
  const { time, event, primary } = fact;
  const isPrimary = state.identity === primary?.identity;
  const told = traitsFor(fact, state.identity);
  return {
    ...state,
    firstSeen: Math.min(state.firstSeen, time),
    lastSeen: Math.max(state.lastSeen, time),
    touchpoints: state.touchpoints + (isPrimary ? 1 : 0),
    channels: isPrimary ? withChannel(state.channels, event.data['channel']) : state.channels,
    activity: isPrimary ? withMeaning(state.activity, meaningOf(event.type, event.data), time) : state.activity,
    traits: told ? joinTraits(state.traits, told, maxTraits) : state.traits,
    // Somebody who was erased and comes back is known again, under a new key.
    erased: state.erased && !(isPrimary && event.erased === undefined && hasBox(event, 'subject')),
  };
};

/** What stays when the key is gone: nothing that was sealed. */
export const eraseState = (state: IdentityState): IdentityState => ({ ...state, traits: {}, erased: true });
