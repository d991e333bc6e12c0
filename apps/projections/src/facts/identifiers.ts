import type { Participant } from '@touchstone/contracts';
import { postgresText, type identifiers, type RowOf } from '@touchstone/read-models';
import type { Fact } from './fact';

/** The plain value of an identity, as the box of `sealed_under` states it. */
export type StatedIdentifier = RowOf<typeof identifiers>;

/** The opaque id of a normalised identifier. */
export type IdentityOf = (type: string, normalised: string) => string;

interface Sent {
  readonly type: string;
  readonly value: string;
}

const sentIn = (value: unknown): Sent[] =>
  Array.isArray(value)
    ? value.filter(
        (one: Partial<Sent> | null): one is Sent => typeof one?.type === 'string' && typeof one.value === 'string',
      )
    : [];

/** The event carries values and opaque ids side by side; where a type occurs once on both sides, they belong together. */
const pairUp = (
  sent: readonly Sent[],
  among: readonly Participant[],
  under: string,
  identityOf: IdentityOf,
): StatedIdentifier[] =>
  sent.flatMap(({ type, value }) => {
    const candidates = among.filter((participant) => participant.type === type);
    const isClear = candidates.length === 1 && sent.filter((other) => other.type === type).length === 1;
    const match = isClear ? candidates[0] : candidates.find(({ identity }) => identity === identityOf(type, value));
    return match ? [{ identity: match.identity, sealed_under: under, type, value: postgresText(value) }] : [];
  });

/** Identifiers that a fact states, each with the identity whose key keeps it readable. */
export const statedIdentifiers = (fact: Fact, identityOf: IdentityOf): StatedIdentifier[] => {
  const { event, participants, primary, organisation } = fact;
  const of = event.data as { identifiers?: unknown; organisation?: { identifiers?: unknown } };
  const subjects = participants.filter(({ role }) => role === 'subject');
  const own = primary ? pairUp(sentIn(of.identifiers), subjects, primary.identity, identityOf) : [];
  if (!organisation) return own;
  const organisations = participants.filter(({ role }) => role === 'organisation');
  return [...own, ...pairUp(sentIn(of.organisation?.identifiers), organisations, organisation.identity, identityOf)];
};

/** What these facts state about identities that this slot writes, once each. */
export const ownIdentifiers = (
  facts: readonly Fact[],
  owns: (key: string) => boolean,
  identityOf: IdentityOf,
): StatedIdentifier[] => {
  const stated = facts.flatMap((fact) => statedIdentifiers(fact, identityOf)).filter(({ identity }) => owns(identity));
  return [...new Map(stated.map((one) => [`${one.identity}/${one.sealed_under}`, one])).values()];
};
