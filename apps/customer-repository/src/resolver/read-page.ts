import {
  identitiesInRole,
  mergeInstructed,
  rulesChanged,
  splitInstructed,
  cannotLinkLifted,
  streamCategory,
} from '@touchstone/contracts';
import type { IdentifierType, RecordedEvent, ResolutionRules } from '@touchstone/contracts';
import { earliestPerPair, evidenceOf, pairKey, type Evidence } from './evidence';
import type { Cause } from './known';
import type { StoredInstruction } from './load-closure';
import type { StatedPairs } from './stated-pairs';

/** Categories of streams that the resolver follows. */
export const followed = ['identity', 'instruction', 'rules'];

export interface FirstSeen {
  readonly type: IdentifierType;
  /** Where this page names it first. */
  readonly position: string;
  /** True when that event is the first of the identity's own stream: nothing can be older. */
  readonly beginsStream: boolean;
}

/** What one stretch of the log says to the resolver. */
export interface Stretch {
  readonly statements: readonly (Evidence & { readonly cause: Cause })[];
  readonly instructions: readonly (StoredInstruction & { readonly cause: Cause })[];
  readonly firstSeen: ReadonlyMap<string, FirstSeen>;
}
export interface RulesChange {
  readonly rules: ResolutionRules;
  readonly cause: Cause;
  readonly position: string;
}

const kinds: Readonly<Record<string, StoredInstruction['kind']>> = {
  [mergeInstructed.type]: 'merge',
  [splitInstructed.type]: 'split',
  [cannotLinkLifted.type]: 'lift',
};

const causeOf = ({ id, recordedAt }: RecordedEvent): Cause => ({ event: id, recordedAt });

/**
 * Reads evidence and instructions; everything else (facts with one subject or with pairs that are held, erasures) says nothing
 * about who is who.
 */
export const readStretch = (events: readonly RecordedEvent[], held: Pick<StatedPairs, 'holds'>): Stretch => {
  const statements: (Evidence & { cause: Cause })[] = [];
  const instructions: (StoredInstruction & { cause: Cause })[] = [];
  const firstSeen = new Map<string, FirstSeen>();
  for (const event of events) {
    const kind = kinds[event.type];
    const stated = kind ? [] : evidenceOf(event).filter((one) => !held.holds(one));
    if (!kind && stated.length === 0) continue;
    const cause = causeOf(event);
    const roles = kind ? (['left', 'right'] as const) : (['subject'] as const);
    const named = roles.flatMap((role) => identitiesInRole(event.metadata.participants, role));
    for (const { identity, type } of named) {
      if (firstSeen.has(identity)) continue;
      const beginsStream = event.version === 0 && event.stream === `identity-${identity}`;
      firstSeen.set(identity, { type, position: event.position, beginsStream });
    }
    for (const one of stated) statements.push({ ...one, cause });
    if (kind) {
      const { left, right } = JSON.parse(event.data) as { left: string[]; right: string[] };
      instructions.push({
        id: event.id,
        kind,
        left: new Set(left),
        right: new Set(right),
        position: event.position,
        cause,
      });
    }
  }
  return { statements, instructions, firstSeen };
};

export const isRulesChange = (event: RecordedEvent): boolean =>
  event.type === rulesChanged.type && streamCategory(event.stream) === 'rules';

export const readRulesChange = (event: RecordedEvent): RulesChange => {
  const { rules } = rulesChanged.schema.parse(JSON.parse(event.data));
  return { rules, cause: causeOf(event), position: event.position };
};

/** Of several statements of one pair in a stretch the earliest stays, because only it can change anything. */
export const withoutRepeats = <S extends Evidence>(statements: readonly S[]): S[] => {
  const earliest = earliestPerPair(statements);
  return statements.filter((one) => earliest.get(pairKey(one)) === one);
};
