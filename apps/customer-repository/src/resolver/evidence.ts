import { identifierPriority, identitiesInRole, type IdentifierType, type WireEvent } from '@touchstone/contracts';

/** Two identities of one customer, written smaller first, so that a pair has one name. */
export interface Pair {
  readonly left: string;
  readonly right: string;
}

/** One event says that the two identities are one customer. `time` ISO 8601 UTC, `event` its id. */
export interface Evidence extends Pair {
  readonly leftType: IdentifierType;
  readonly rightType: IdentifierType;
  readonly time: string;
  readonly event: string;
}

export const pairOf = (a: string, b: string): Pair => (a < b ? { left: a, right: b } : { left: b, right: a });
export const pairKey = ({ left, right }: Pair): string => `${left}|${right}`;

/** Priority of the weaker identifier: a link is as strong as its weaker end. Lower is stronger. */
export const strength = ({ leftType, rightType }: Pick<Evidence, 'leftType' | 'rightType'>): number =>
  Math.max(identifierPriority(leftType), identifierPriority(rightType));

/** A star from the primary subject to each other subject; roles other than subject never link. */
export const evidenceOf = (event: Pick<WireEvent, 'id' | 'metadata'>): Evidence[] => {
  const [primary, ...others] = identitiesInRole(event.metadata.participants, 'subject');
  if (!primary || others.length === 0) return [];
  const distinct = new Map(
    others.filter(({ identity }) => identity !== primary.identity).map((one) => [one.identity, one]),
  );
  return [...distinct.values()].map((other) => {
    const [left, right] = primary.identity < other.identity ? [primary, other] : [other, primary];
    const types = { leftType: left.type, rightType: right.type };
    return { left: left.identity, right: right.identity, ...types, time: event.metadata.time, event: event.id };
  });
};

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The earlier statement of one and the same pair. */
export const byTime = (a: Pick<Evidence, 'time' | 'event'>, b: Pick<Evidence, 'time' | 'event'>): number =>
  compare(a.time, b.time) || compare(a.event, b.event);

/** Strongest first, then earliest; total, so that arrival never decides. */
export const byRank = (a: Evidence, b: Evidence): number =>
  compare(strength(a), strength(b)) || byTime(a, b) || compare(a.left, b.left) || compare(a.right, b.right);

/** Each pair once, with the earliest event that states it. */
export const earliestPerPair = (statements: Iterable<Evidence>): Map<string, Evidence> => {
  const pairs = new Map<string, Evidence>();
  for (const statement of statements) {
    const known = pairs.get(pairKey(statement));
    if (!known || byTime(statement, known) < 0) pairs.set(pairKey(statement), statement);
  }
  return pairs;
};
