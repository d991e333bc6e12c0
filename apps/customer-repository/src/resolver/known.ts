import type { IdentifierType } from '@touchstone/contracts';
import type { Evidence, Pair } from './evidence';
import type { Instruction } from './instructions';
import type { PairState } from './resolve';

/** What the tables hold about an identity. */
export interface KnownIdentity {
  readonly identity: string;
  readonly type: IdentifierType;
  /** Position of the first fact that names it as subject. */
  readonly first: string;
  /** Its customer as the log says. */
  readonly customer: string;
  /** Names the component: whatever can influence this identity's customer bears the same label. */
  readonly label: string;
  /** Distinct partners that count. */
  readonly partners: number;
}

export interface KnownPair extends Pair {
  /** Its earliest evidence; none when only an instruction states the pair. */
  readonly stated?: Pick<Evidence, 'time' | 'event'>;
  /** As the log says. */
  readonly told?: Pick<PairState, 'state' | 'rule' | 'evidence'>;
}

/** Everything that can influence the customers of some identities. */
export interface Closure {
  /** Loaded with all their pairs that link, and all instructions. */
  readonly members: ReadonlyMap<string, KnownIdentity>;
  /** Other ends of pairs that do not link: shared or blocked identities of which no more is known here. */
  readonly border: ReadonlyMap<string, KnownIdentity>;
  readonly pairs: ReadonlyMap<string, KnownPair>;
  /** In the order of the log. */
  readonly instructions: readonly Instruction[];
}

/** Why something is decided: the event, when it was recorded (ISO 8601). */
export interface Cause {
  readonly event: string;
  readonly recordedAt: string;
}

/** What one page of the log adds. */
export interface News {
  readonly statements: readonly (Evidence & { readonly cause: Cause })[];
  readonly instructions: readonly (Instruction & { readonly cause: Cause })[];
  /** Identities that the tables do not hold yet. */
  readonly identities: ReadonlyMap<string, Pick<KnownIdentity, 'type' | 'first'>>;
  /** Set when the rules changed: the cause of whatever differs now. */
  readonly everything?: Cause;
}

export interface Decision {
  readonly customer: string;
  readonly kind: 'linked' | 'merged' | 'split';
  readonly cause: Cause;
  readonly joined: readonly { readonly identity: string; readonly type: string; readonly from: string }[];
  readonly aliasesAdded: readonly string[];
  readonly aliasesRemoved: readonly string[];
  readonly pairs: readonly PairState[];
}

/** Rows that differ, and the decisions that say so in the log. */
export interface Verdict {
  readonly decisions: readonly Decision[];
  readonly identities: readonly KnownIdentity[];
  readonly pairs: readonly KnownPair[];
  /** Instruction -> rule that refused it, or undefined when it holds. */
  readonly outcomes: ReadonlyMap<string, string | undefined>;
}
