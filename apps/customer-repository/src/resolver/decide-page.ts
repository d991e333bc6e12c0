import { customerIdOf, type ResolutionRules } from '@touchstone/contracts';
import { Components } from './components';
import { difference } from './difference';
import { byTime, pairKey, type Evidence } from './evidence';
import type { Cause, Closure, KnownIdentity, KnownPair, News, Verdict } from './known';
import { resolve, type Answer } from './resolve';
import { countsAsPartner, silence } from './sharing';

/**
 * Recomputes the components that a page touches. `closure` holds everything that can influence them; the answer is the
 * difference to what the log has said so far, and the same as if everything had arrived at once.
 */
export const decidePage = (closure: Closure, news: News, rules: ResolutionRules): Verdict => {
  const members = withNewcomers(closure, news);
  const pairs = new Map(closure.pairs);
  const changedPairs = addStatements(news, pairs, members);
  const everyone = new Map([...closure.border, ...members]);
  const evidence = [...pairs.values()].flatMap((pair) => evidenceOfPair(pair, everyone));
  const instructions = [...closure.instructions, ...news.instructions];
  const partners = new Map([...everyone].map(([identity, { partners: count }]) => [identity, count]));
  const answer = resolve({ identities: everyone, evidence, instructions, rules, partners });

  const blocked = new Set(rules.blocked);
  const isSilent = (identity: string) =>
    silence(rules, partners.get(identity) ?? 0, blocked.has(identity)) !== undefined;
  const components = new Components();
  for (const { left, right } of evidence) if (!isSilent(left) && !isSilent(right)) components.join(left, right);
  for (const { left, right } of instructions) components.joinAll([...left, ...right]);

  const causeOf = causes(news, members, components);
  const settled = [...members.values()].map((one) => ({
    ...one,
    customer: answer.customers.get(one.identity) as string,
    label: components.rootOf(one.identity),
  }));
  const told = difference({ members, border: closure.border, pairs, answer, causeOf });
  const changed = settled.filter((one) => differs(one, closure.members.get(one.identity)));
  return {
    decisions: told.decisions,
    identities: changed,
    pairs: merge(changedPairs, told.pairs, pairs),
    outcomes: new Map(
      news.instructions.map(({ id, kind, left, right }) => [
        id,
        kind === 'merge' ? refusalOf(answer, id, left, right) : undefined,
      ]),
    ),
  };
};

const withNewcomers = (closure: Closure, news: News): Map<string, KnownIdentity> => {
  const members = new Map(closure.members);
  for (const [identity, { type, first }] of news.identities) {
    if (members.has(identity)) continue;
    members.set(identity, { identity, type, first, customer: customerIdOf(identity), label: identity, partners: 0 });
  }
  return members;
};

/** Keeps the earliest statement of each pair; a pair that is new counts as a partner on both sides. */
const addStatements = (news: News, pairs: Map<string, KnownPair>, members: Map<string, KnownIdentity>): Set<string> => {
  const changed = new Set<string>();
  const count = (of: string, partner: string) => {
    const [one, other] = [members.get(of) as KnownIdentity, members.get(partner) as KnownIdentity];
    if (countsAsPartner(one.type, other.type)) members.set(of, { ...one, partners: one.partners + 1 });
  };
  for (const { left, right, time, event } of news.statements) {
    const key = pairKey({ left, right });
    const known = pairs.get(key);
    if (known?.stated && byTime(known.stated, { time, event }) <= 0) continue;
    if (!known?.stated) {
      count(left, right);
      count(right, left);
    }
    pairs.set(key, { ...known, left, right, stated: { time, event } });
    changed.add(key);
  }
  return changed;
};

const evidenceOfPair = (
  { left, right, stated }: KnownPair,
  everyone: ReadonlyMap<string, KnownIdentity>,
): Evidence[] => {
  const [one, other] = [everyone.get(left), everyone.get(right)];
  if (!stated || !one || !other) return [];
  return [{ left, right, leftType: one.type, rightType: other.type, ...stated }];
};

/** The last event of the page that touches the component, as it was or as it is now. */
const causes = (news: News, members: ReadonlyMap<string, KnownIdentity>, components: Components) => {
  const around = new Components();
  for (const { identity, label } of members.values()) {
    around.join(`before ${label}`, identity);
    around.join(`after ${components.rootOf(identity)}`, identity);
  }
  const last = new Map<string, Cause>();
  for (const { left, right, cause } of news.statements)
    for (const one of [left, right]) last.set(around.rootOf(one), cause);
  for (const { left, right, cause } of news.instructions)
    for (const one of [...left, ...right]) last.set(around.rootOf(one), cause);
  const fallback = news.everything ?? news.statements.at(-1)?.cause ?? news.instructions.at(-1)?.cause;
  return (identity: string): Cause => (last.get(around.rootOf(identity)) ?? fallback) as Cause;
};

const differs = (one: KnownIdentity, before: KnownIdentity | undefined): boolean =>
  before?.customer !== one.customer || before.label !== one.label || before.partners !== one.partners;

const merge = (
  stated: ReadonlySet<string>,
  told: ReadonlyMap<string, KnownPair>,
  pairs: ReadonlyMap<string, KnownPair>,
): KnownPair[] =>
  [...new Set([...stated, ...told.keys()])].sort().map((key) => told.get(key) ?? (pairs.get(key) as KnownPair));

const refusalOf = (
  { customers, pairs }: Answer,
  id: string,
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
): string | undefined => {
  if (new Set([...left, ...right].map((identity) => customers.get(identity))).size === 1) return undefined;
  const refused = [...pairs.values()].find(({ evidence, state }) => evidence === id && state === 'quarantined');
  return refused?.rule ?? 'cannot-link';
};
