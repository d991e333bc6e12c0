import { pairKey, pairOf, type Pair } from './evidence';

/** What a person decided: it names source identities, so it means the same whatever customers there are. */
export interface Instruction {
  readonly id: string;
  readonly kind: 'merge' | 'split' | 'lift';
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

export const names = ({ left, right }: Instruction, a: string, b: string): boolean =>
  (left.has(a) && right.has(b)) || (left.has(b) && right.has(a));

function* pairsOf({ left, right }: Instruction): Generator<Pair> {
  for (const a of left) for (const b of right) if (a !== b) yield pairOf(a, b);
}

const sorted = (pairs: Iterable<Pair>): Pair[] =>
  [...new Map([...pairs].map((pair) => [pairKey(pair), pair])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair);

const still = (instruction: Instruction, later: readonly Instruction[]): Pair[] =>
  sorted(pairsOf(instruction)).filter(({ left, right }) => !later.some((other) => names(other, left, right)));

export interface MustLinks {
  readonly instruction: Instruction;
  readonly pairs: readonly Pair[];
}

/** Latest merge first, each with its pairs that no later split names. `inOrder` is the order of the log. */
export const mustLinks = (inOrder: readonly Instruction[]): MustLinks[] =>
  inOrder
    .flatMap((instruction, index) => {
      if (instruction.kind !== 'merge') return [];
      const later = inOrder.slice(index + 1).filter(({ kind }) => kind === 'split');
      return [{ instruction, pairs: still(instruction, later) }];
    })
    .reverse();

/** Identity -> identities that it must not meet: pairs of splits that no later merge or lift names. */
export const cannotLinks = (inOrder: readonly Instruction[]): Map<string, Set<string>> => {
  const apart = new Map<string, Set<string>>();
  const add = (a: string, b: string) => (apart.get(a) ?? apart.set(a, new Set()).get(a))?.add(b);
  inOrder.forEach((instruction, index) => {
    if (instruction.kind !== 'split') return;
    const later = inOrder.slice(index + 1).filter(({ kind }) => kind !== 'split');
    for (const { left, right } of still(instruction, later)) {
      add(left, right);
      add(right, left);
    }
  });
  return apart;
};
