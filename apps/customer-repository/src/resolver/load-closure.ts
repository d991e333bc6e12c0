import type { ResolutionRules } from '@touchstone/contracts';
import { pairKey } from './evidence';
import type { Instruction } from './instructions';
import type { Closure, KnownIdentity, KnownPair } from './known';
import { silence } from './sharing';

export interface StoredInstruction extends Instruction {
  /** Position in the log: their order. */
  readonly position: string;
}

/** The resolver's rows, read by component. */
export interface ResolverRows {
  identities(identities: readonly string[]): Promise<readonly KnownIdentity[]>;
  /** All identities that bear a label of one of these. */
  components(identities: readonly string[]): Promise<readonly KnownIdentity[]>;
  /** Pairs with one of these at either end. */
  pairsOf(identities: readonly string[]): Promise<readonly KnownPair[]>;
  /** Pairs with both ends among these. */
  pairsAmong(identities: readonly string[]): Promise<readonly KnownPair[]>;
  instructionsOf(identities: readonly string[]): Promise<readonly StoredInstruction[]>;
}

/** Rules under which an identity's pairs must be loaded: those of before and those of now. */
const isQuiet = (one: KnownIdentity, rules: readonly ResolutionRules[]): boolean =>
  rules.every((each) => silence(each, one.partners, each.blocked.includes(one.identity)) !== undefined);

/**
 * Everything that can influence the customers of `seeds`. An identity that links nothing (a kiosk may have a million
 * pairs) is loaded without its pairs, and one that only stands at the other end of such a pair without its component.
 */
export const loadClosure = async (
  rows: ResolverRows,
  seeds: Iterable<string>,
  rules: readonly ResolutionRules[],
  /** Those of the seeds that a new instruction names. */
  instructed: readonly string[] = [],
): Promise<Closure> => {
  const members = new Map<string, KnownIdentity>();
  const border = new Map<string, KnownIdentity>();
  const pairs = new Map<string, KnownPair>();
  const instructions = new Map<string, StoredInstruction>();
  for (let wanted = [...new Set(seeds)]; wanted.length > 0;) {
    const fresh = (await rows.components(wanted)).filter(({ identity }) => !members.has(identity));
    for (const one of fresh) members.set(one.identity, one);
    const open = fresh.filter((one) => !isQuiet(one, rules)).map(({ identity }) => identity);
    const named = fresh.map(({ identity }) => identity);
    const [linking, orders] = await Promise.all([
      open.length > 0 ? rows.pairsOf(open) : [],
      named.length > 0 ? rows.instructionsOf(named) : [],
    ]);
    for (const pair of linking) pairs.set(pairKey(pair), pair);
    for (const order of orders) instructions.set(order.position, order);
    const ends = new Set(
      linking.flatMap(({ left, right }) => [left, right]).filter((end) => !members.has(end) && !border.has(end)),
    );
    for (const one of ends.size > 0 ? await rows.identities([...ends]) : []) border.set(one.identity, one);
    const instructed = orders.flatMap(({ left, right }) => [...left, ...right]);
    const linked = [...ends].filter((end) => !isQuiet(border.get(end) as KnownIdentity, rules));
    wanted = [...new Set([...instructed, ...linked])].filter((identity) => !members.has(identity));
  }
  for (const identity of members.keys()) border.delete(identity);
  const inOrder = [...instructions.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
  const named = [...instructed, ...inOrder.flatMap(({ left, right }) => [...left, ...right])];
  const quiet = named.filter((one) => members.has(one) && isQuiet(members.get(one) as KnownIdentity, rules));
  for (const pair of quiet.length > 1 ? await rows.pairsAmong([...new Set(quiet)]) : []) pairs.set(pairKey(pair), pair);
  return { members, border, pairs, instructions: inOrder };
};
