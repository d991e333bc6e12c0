import {
  cannotLinkLifted,
  identitiesInRole,
  isOrganisationType,
  mergeInstructed,
  splitInstructed,
  type CustomerDecision,
  type PlainRecorded,
} from '@touchstone/contracts';
import type { Fact } from '../facts/fact';

export interface Pair {
  readonly left: string;
  readonly right: string;
  readonly state: string;
  readonly rule: string | undefined;
  readonly evidence: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly position: string;
}

export interface Membership {
  readonly person: string;
  readonly organisation: string;
  /** ms since the epoch. */
  readonly first: number;
  readonly last: number;
}

export interface Instruction {
  readonly eventId: string;
  readonly kind: 'merge' | 'split' | 'lift';
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly by: string;
  readonly reason: string | undefined;
  readonly at: string;
  readonly position: string;
  readonly sealedUnder: string;
  readonly erased: boolean;
}

/** Of each pair what the latest decision says. */
export const latestPairs = (decisions: readonly { event: PlainRecorded; decision: CustomerDecision }[]): Pair[] => {
  const latest = new Map<string, Pair>();
  for (const { event, decision } of decisions)
    for (const { left, right, state, rule, evidence } of decision.pairs) {
      const decided = { decidedBy: event.id, decidedAt: event.metadata.time, position: event.position };
      latest.set(`${left}/${right}`, { left, right, state, rule, evidence, ...decided });
    }
  return [...latest.values()];
};

/** Persons beside an organisation, with the first and last time; an organisation that is itself the subject is no member. */
export const membershipsOf = (facts: readonly Fact[], owns: (person: string) => boolean): Membership[] => {
  const joined = new Map<string, Membership>();
  for (const { time, participants } of facts) {
    const organisations = participants.filter(({ role }) => role === 'organisation');
    if (organisations.length === 0) continue;
    const persons = participants.filter(
      ({ role, type, identity }) => role === 'subject' && !isOrganisationType(type) && owns(identity),
    );
    for (const { identity: person } of persons)
      for (const { identity: organisation } of organisations) {
        const key = `${person}/${organisation}`;
        const { first, last } = joined.get(key) ?? { first: time, last: time };
        joined.set(key, { person, organisation, first: Math.min(first, time), last: Math.max(last, time) });
      }
  }
  return [...joined.values()];
};

const kinds: Readonly<Record<string, Instruction['kind']>> = {
  [mergeInstructed.type]: 'merge',
  [splitInstructed.type]: 'split',
  [cannotLinkLifted.type]: 'lift',
};
export const instructionTypes: readonly string[] = Object.keys(kinds);

export const instructionOf = (event: PlainRecorded): Instruction | undefined => {
  const kind = kinds[event.type];
  if (!kind) return undefined;
  const { left, right, by, reason } = event.data as { left: string[]; right: string[]; by: string; reason?: string };
  const [sealer] = identitiesInRole(event.metadata.participants, 'left');
  return {
    eventId: event.id,
    kind,
    left,
    right,
    by,
    reason,
    at: event.metadata.time,
    position: event.position,
    sealedUnder: sealer?.identity ?? '',
    erased: event.erased?.includes('left') === true,
  };
};
