import { addDecimals, isOrganisationType, subtractDecimals, type Json, type Money } from '@touchstone/contracts';
import { countOf, emailEngagedAt, joinActivity, type Activity } from './activity';
import { joinTraits, type IdentityState, type Traits } from './identity-state';
import type { Total } from './order-book';

export interface Member {
  readonly identity: string;
  readonly type: string;
}

/** Everything that a customer is made of: the states of its identities. */
export interface CustomerParts {
  readonly id: string;
  readonly members: readonly Member[];
  readonly states: readonly IdentityState[];
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly totals: readonly (Total & { readonly currency: string })[];
  readonly aliases: readonly string[];
  readonly incomplete: boolean;
}

export interface Customer {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly aliases: readonly string[];
  readonly identities: readonly string[];
  readonly name: string | undefined;
  readonly traits: Readonly<Record<string, Json>>;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  /** ms since the epoch. */
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
  readonly touchpoints: number;
  readonly channels: readonly string[];
  readonly activity: Activity;
  /** ms since the epoch. */
  readonly emailEngagedAt: number | undefined;
  readonly conversations: number;
  readonly orderCount: number;
  readonly revenue: readonly Money[];
  readonly grossRevenue: readonly Money[];
  readonly incomplete: boolean;
  readonly erased: boolean;
}

const text = (traits: Readonly<Record<string, Json>>, ...keys: string[]): string | undefined => {
  for (const key of keys) {
    const value = Object.hasOwn(traits, key) ? traits[key] : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
};

/** What a customer is called: a whole name, or what its parts come to. */
export const displayName = (traits: Readonly<Record<string, Json>>): string | undefined => {
  const whole = text(traits, 'name', 'fullName', 'full_name');
  if (whole) return whole;
  const parts = [text(traits, 'firstName', 'first_name'), text(traits, 'lastName', 'last_name')];
  return parts.filter((part) => part !== undefined).join(' ') || undefined;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const distinctIdentifiers = (all: CustomerParts['identifiers']): { type: string; value: string }[] => {
  const distinct = new Map(all.map(({ type, value }) => [JSON.stringify([type, value]), { type, value }]));
  return [...distinct.values()].sort((a, b) => compare(a.type, b.type) || compare(a.value, b.value));
};

const money = (totals: CustomerParts['totals'], amountOf: (total: Total) => string): Money[] => {
  const sums = new Map<string, string>();
  for (const total of totals) sums.set(total.currency, addDecimals(sums.get(total.currency) ?? '0', amountOf(total)));
  return [...sums].sort(([a], [b]) => compare(a, b)).map(([currency, amount]) => ({ amount, currency }));
};

// A trait that was told as null is taken back.
const plain = (traits: Traits): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(traits).flatMap(([key, [value]]) => (value === null ? [] : [[key, value] as const])),
  );

// An identity that stands only beside stronger ones has nothing sealed under its own key, so it can neither be erased nor
// keep a customer from being so.
const isErased = (states: readonly IdentityState[]): boolean => {
  const sealed = states.filter(
    ({ erased, touchpoints, traits }) => erased || touchpoints > 0 || Object.keys(traits).length > 0,
  );
  return sealed.length > 0 && sealed.every(({ erased }) => erased);
};

/** One row from the states of all identities; the same whatever order they come in. */
export const customerRow = ({
  id,
  members,
  states,
  identifiers,
  totals,
  aliases,
  incomplete,
}: CustomerParts): Customer => {
  const traits = plain(states.reduce<Traits>((joined, state) => joinTraits(joined, state.traits), {}));
  const times = (pick: (state: IdentityState) => number, of: (...all: number[]) => number) =>
    states.length > 0 ? of(...states.map(pick)) : undefined;
  const activity = joinActivity(states.map((state) => state.activity));
  return {
    id,
    kind: members.some(({ type }) => isOrganisationType(type)) ? 'organisation' : 'person',
    aliases: [...aliases].sort(),
    identities: members.map(({ identity }) => identity).sort(),
    name: displayName(traits),
    traits,
    identifiers: distinctIdentifiers(identifiers),
    firstSeen: times(({ firstSeen }) => firstSeen, Math.min),
    lastSeen: times(({ lastSeen }) => lastSeen, Math.max),
    touchpoints: states.reduce((sum, { touchpoints }) => sum + touchpoints, 0),
    channels: [...new Set(states.flatMap(({ channels }) => channels))].sort(),
    activity,
    emailEngagedAt: emailEngagedAt(activity),
    conversations: countOf(activity, 'live_chat_conversation_started'),
    orderCount: totals.reduce((sum, { orders }) => sum + orders, 0),
    revenue: money(totals, ({ gross, refunded }) => subtractDecimals(gross, refunded)),
    grossRevenue: money(totals, ({ gross }) => gross),
    incomplete,
    erased: isErased(states),
  };
};
