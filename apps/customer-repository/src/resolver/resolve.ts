import { customerIdOf, identifierPriority, type IdentifierType, type ResolutionRules } from '@touchstone/contracts';
import { byRank, pairKey, type Evidence, type Pair } from './evidence';
import { Grouping } from './grouping';
import { cannotLinks, mustLinks, type Instruction } from './instructions';
import { silence } from './sharing';

export interface Named {
  readonly type: IdentifierType;
  /** Position of the first fact that names it as subject. */
  readonly first: string;
}

export interface Question {
  readonly identities: ReadonlyMap<string, Named>;
  /** Each pair once, with its earliest evidence. */
  readonly evidence: Iterable<Evidence>;
  /** In the order of the log. */
  readonly instructions: readonly Instruction[];
  readonly rules: ResolutionRules;
  /** Identity -> distinct partners that count (see countPartners). */
  readonly partners: ReadonlyMap<string, number>;
}

export interface PairState extends Pair {
  readonly state: 'linked' | 'quarantined' | 'shared' | 'withdrawn';
  readonly rule?: string;
  /** The event or instruction that states the pair. */
  readonly evidence: string;
}

export interface Answer {
  /** Identity -> id of its customer. */
  readonly customers: ReadonlyMap<string, string>;
  readonly pairs: ReadonlyMap<string, PairState>;
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The identity recorded first; of those that one event recorded, the strongest. */
export const oldestOf = (members: readonly string[], identities: ReadonlyMap<string, Named>): string =>
  members.reduce((a, b) => {
    const [one, other] = [identities.get(a) as Named, identities.get(b) as Named];
    const order =
      compare(one.first, other.first) || identifierPriority(one.type) - identifierPriority(other.type) || compare(a, b);
    return order <= 0 ? a : b;
  });

/**
 * Who is who: a function of the set of evidence and the sequence of instructions. Instructions link first, the latest
 * before the earlier ones, then evidence by rank; what would break a cannot-link or a limit is quarantined.
 */
export const resolve = (question: Question): Answer => {
  const { identities, instructions, rules } = question;
  const types = [...identities].map(([identity, { type }]) => [identity, type] as const);
  const groups = new Grouping(types, rules, cannotLinks(instructions));
  const pairs = new Map<string, PairState>();
  const blocked = new Set(rules.blocked);
  linkInstructed(groups, instructions, blocked, pairs);
  linkEvidence(groups, question, blocked, pairs);
  const customers = new Map<string, string>();
  for (const members of groups.all()) {
    const id = customerIdOf(oldestOf(members, identities));
    for (const member of members) customers.set(member, id);
  }
  return { customers, pairs };
};

// A merge of two large customers names up to 62 500 pairs; only those that join or are refused say anything.
const linkInstructed = (
  groups: Grouping,
  instructions: readonly Instruction[],
  blocked: ReadonlySet<string>,
  states: Map<string, PairState>,
): void => {
  for (const { instruction, pairs } of mustLinks(instructions)) {
    const refused = new Set<string>();
    for (const { left, right } of pairs) {
      if (groups.together(left, right)) continue;
      const banned = blocked.has(left) || blocked.has(right);
      const border = `${groups.rootOf(left)}|${groups.rootOf(right)}`;
      if (!banned && refused.has(border)) continue;
      const rule = banned ? 'blocked' : groups.unite(left, right, 'instruction');
      if (rule && !banned) refused.add(border);
      const state = rule ? { state: 'quarantined' as const, rule } : { state: 'linked' as const };
      const key = pairKey({ left, right });
      if (!states.has(key)) states.set(key, { left, right, ...state, evidence: instruction.id });
    }
  }
};

const linkEvidence = (
  groups: Grouping,
  { evidence, rules, partners }: Question,
  blocked: ReadonlySet<string>,
  states: Map<string, PairState>,
): void => {
  const silenced = (identity: string) => silence(rules, partners.get(identity) ?? 0, blocked.has(identity));
  for (const { left, right, event } of [...evidence].sort(byRank)) {
    const key = pairKey({ left, right });
    const quiet = [silenced(left), silenced(right)].filter(Boolean).sort()[0];
    const rule = quiet ?? groups.unite(left, right, 'evidence');
    const state = rule
      ? { state: quiet ? ('shared' as const) : ('quarantined' as const), rule }
      : { state: 'linked' as const };
    // A person's word on this very pair explains it better than the evidence beneath it.
    if (states.get(key)?.state !== 'linked') states.set(key, { left, right, ...state, evidence: event });
  }
};
