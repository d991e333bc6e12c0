import type { ResolutionRules } from '@touchstone/contracts';
import type { Step, Touchpoint } from './scripts.test-data';

/** The definition of docs/decisions/0010, written down without a single idea about speed. Shares no code with the resolver. */
export interface NaiveAnswer {
  /** Customers as sorted identities, sorted. */
  readonly customers: string[];
  /** `<a>|<b>` of the evidence -> what became of it. */
  readonly pairs: Record<string, string>;
}

const ladder = ['user_id', 'email', 'phone', 'loyalty_card', 'contact', 'external', 'anonymous_id', 'device_id'];
const family = (type: string) => type.split('.')[0] as string;
const weight = (type: string) => ladder.indexOf(family(type));
const key = (a: string, b: string) => [a, b].sort().join('|');
const ends = (pair: string) => pair.split('|') as [string, string];

const firstStated = (touchpoints: readonly Touchpoint[]): Record<string, string> => {
  const stated: Record<string, string> = {};
  for (const { subjects, time, id } of touchpoints)
    for (const other of subjects.slice(1)) {
      const pair = key(subjects[0] as string, other);
      const when = `${time} ${id}`;
      if (!stated[pair] || when < stated[pair]) stated[pair] = when;
    }
  return stated;
};

type Word = Record<string, { must?: number; cannot: boolean }>;
const lastWord = (steps: readonly Step[]): Word => {
  const word: Word = {};
  steps.forEach((step, index) => {
    if (step.kind === 'touchpoint') return;
    for (const a of step.left)
      for (const b of step.right) {
        const said = (word[key(a, b)] ??= { cannot: false });
        if (step.kind === 'split') word[key(a, b)] = { cannot: true };
        else word[key(a, b)] = { ...said, cannot: false, ...(step.kind === 'merge' ? { must: index } : {}) };
      }
  });
  return word;
};

const partnersOf = (identity: string, stated: Record<string, string>, typeOf: (identity: string) => string): number => {
  const partners = Object.keys(stated)
    .map(ends)
    .filter((pair) => pair.includes(identity))
    .flat()
    .filter((x) => x !== identity);
  return partners.filter((x) => weight(typeOf(x)) <= weight(typeOf(identity))).length;
};

export const naive = (
  steps: readonly Step[],
  types: ReadonlyMap<string, string>,
  rules: ResolutionRules,
): NaiveAnswer => {
  const typeOf = (identity: string) => types.get(identity) as string;
  const touchpoints = steps.filter((step): step is Touchpoint => step.kind === 'touchpoint');
  const stated = firstStated(touchpoints);
  const word = lastWord(steps);
  const named = new Set(
    steps.flatMap((step) => (step.kind === 'touchpoint' ? step.subjects : [...step.left, ...step.right])),
  );
  let groups: string[][] = [...named].map((identity) => [identity]);
  const groupOf = (identity: string) => groups.find((group) => group.includes(identity)) as string[];

  const attempt = (pair: string, limited: boolean): string => {
    const [a, b] = ends(pair).map(groupOf) as [string[], string[]];
    if (a === b) return 'linked';
    if (a.some((x) => b.some((y) => word[key(x, y)]?.cannot))) return 'cannot-link';
    if (a.length + b.length > rules.maxIdentities) return 'max-identities';
    for (const kind of Object.keys(rules.limits).sort()) {
      const [inA, inB] = [a, b].map((group) => group.filter((x) => family(typeOf(x)) === kind).length) as [
        number,
        number,
      ];
      if (limited && inA > 0 && inB > 0 && inA + inB > (rules.limits[kind] as number)) return `limit-${kind}`;
    }
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
    return 'linked';
  };

  const isBlocked = (pair: string) => ends(pair).some((identity) => rules.blocked.includes(identity));
  const isShared = (identity: string) => partnersOf(identity, stated, typeOf) > rules.maxPartners;

  const musts = Object.entries(word).flatMap(([pair, { must }]) => (must === undefined ? [] : [{ pair, must }]));
  // Pairs of one instruction in the order of their names; no pair belongs to two, because only its latest merge counts.
  for (const { pair } of musts.sort((a, b) => b.must - a.must || (a.pair < b.pair ? -1 : 1))) {
    if (!isBlocked(pair)) attempt(pair, false);
  }

  const strengthOf = (pair: string) => Math.max(...ends(pair).map((identity) => weight(typeOf(identity))));
  const ranked = Object.keys(stated).sort((a, b) => {
    const [one, other] = [a, b].map((pair) => `${strengthOf(pair)} ${stated[pair]} ${pair}`) as [string, string];
    return one < other ? -1 : 1;
  });
  const pairs: Record<string, string> = {};
  for (const pair of ranked) {
    const quiet = isBlocked(pair) ? 'blocked' : ends(pair).some(isShared) ? 'max-partners' : undefined;
    pairs[pair] = quiet ?? attempt(pair, true);
  }
  for (const pair of ranked)
    if (groupOf(ends(pair)[0]) === groupOf(ends(pair)[1])) pairs[pair] = `together ${pairs[pair]}`;
  return { customers: groups.map((group) => [...group].sort().join(' ')).sort(), pairs };
};
