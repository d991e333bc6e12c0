import { customerIdOf } from '@touchstone/contracts';
import { pairKey } from './evidence';
import type { Cause, Decision, KnownIdentity, KnownPair } from './known';
import type { Answer, PairState } from './resolve';

interface Situation {
  /** With the customer that the log says. */
  readonly members: ReadonlyMap<string, KnownIdentity>;
  readonly border: ReadonlyMap<string, KnownIdentity>;
  readonly pairs: ReadonlyMap<string, KnownPair>;
  readonly answer: Answer;
  readonly causeOf: (identity: string) => Cause;
}

export interface Difference {
  /** Customers that lose first, then those that gain; by id within each. */
  readonly decisions: readonly Decision[];
  readonly pairs: ReadonlyMap<string, KnownPair>;
}

type Draft = { -readonly [K in keyof Decision]: Decision[K] extends readonly (infer T)[] ? T[] : Decision[K] };

/** What the log must be told, by the customer that it concerns. Nothing when it says so already. */
export const difference = (situation: Situation): Difference => {
  const drafts = new Map<string, Draft>();
  const draft = (customer: string, identity: string): Draft => {
    const empty = {
      customer,
      kind: 'linked' as const,
      cause: situation.causeOf(identity),
      joined: [],
      aliasesAdded: [],
      aliasesRemoved: [],
      pairs: [],
    };
    return drafts.get(customer) ?? (drafts.set(customer, empty).get(customer) as Draft);
  };
  moveIdentities(situation, draft);
  const pairs = tellPairs(situation, draft);
  const decisions = [...drafts.values()].map(tidy);
  const weight = ({ kind }: Decision) => (kind === 'split' ? 0 : 1);
  decisions.sort(
    (a, b) => weight(a) - weight(b) || a.joined.length - b.joined.length || (a.customer < b.customer ? -1 : 1),
  );
  return { decisions, pairs };
};

/** A lone identity is a customer too, so the id of each identity but the oldest answers as an alias. */
const moveIdentities = (
  { members, border, answer }: Situation,
  draft: (customer: string, identity: string) => Draft,
): void => {
  const living = new Set([...border.values()].map(({ customer }) => customer));
  for (const identity of members.keys()) living.add(answer.customers.get(identity) as string);
  for (const { identity, type, customer: from } of members.values()) {
    const to = answer.customers.get(identity) as string;
    if (to === from) continue;
    const own = customerIdOf(identity);
    const gaining = draft(to, identity);
    gaining.joined.push({ identity, type, from });
    if (own !== to) gaining.aliasesAdded.push(own);
    if (!living.has(from)) {
      if (from !== own && gaining.kind === 'linked') gaining.kind = 'merged';
      continue;
    }
    gaining.kind = 'split';
    const losing = draft(from, identity);
    losing.kind = 'split';
    if (own !== from) losing.aliasesRemoved.push(own);
  }
};

const same = (a: KnownPair['told'], b: KnownPair['told']): boolean =>
  a?.state === b?.state && a?.rule === b?.rule && a?.evidence === b?.evidence;

const tellPairs = (
  situation: Situation,
  draft: (customer: string, identity: string) => Draft,
): Map<string, KnownPair> => {
  const { members, border, pairs, answer } = situation;
  const changed = new Map<string, KnownPair>();
  const tell = (state: PairState) => {
    const known = pairs.get(pairKey(state)) ?? { left: state.left, right: state.right };
    const told = { state: state.state, ...(state.rule && { rule: state.rule }), evidence: state.evidence };
    if (same(known.told, told)) return;
    changed.set(pairKey(state), { ...known, told });
    const customer = members.has(state.left) ? answer.customers.get(state.left) : border.get(state.left)?.customer;
    draft(customer as string, members.has(state.left) ? state.left : state.right).pairs.push(state);
  };
  for (const state of answer.pairs.values()) tell(state);
  // What only an instruction stated goes with it.
  for (const [key, { left, right, told }] of pairs)
    if (told && told.state !== 'withdrawn' && !answer.pairs.has(key))
      tell({ left, right, state: 'withdrawn', evidence: told.evidence });
  return changed;
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const tidy = (draft: Draft): Decision => ({
  ...draft,
  joined: [...draft.joined].sort((a, b) => byText(a.identity, b.identity)),
  aliasesAdded: [...draft.aliasesAdded].sort(),
  aliasesRemoved: [...draft.aliasesRemoved].sort(),
  pairs: [...draft.pairs].sort((a, b) => byText(pairKey(a), pairKey(b))),
});
