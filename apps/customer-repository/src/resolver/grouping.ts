import type { ResolutionRules } from '@touchstone/contracts';

interface Group {
  readonly members: string[];
  /** Identifier family -> how many of it. */
  readonly counts: Map<string, number>;
  readonly apartFrom: Set<string>;
}

export const familyOf = (type: string): string => (type.startsWith('external.') ? 'external' : type);

/** Union-find that knows what a customer may hold. A refusal is final: groups only grow, so it can never be overcome. */
export class Grouping {
  private readonly parents = new Map<string, string>();
  private readonly groups = new Map<string, Group>();

  constructor(
    types: Iterable<readonly [identity: string, type: string]>,
    private readonly rules: ResolutionRules,
    cannot: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    for (const [identity, type] of types) {
      const counts = new Map([[familyOf(type), 1]]);
      this.groups.set(identity, { members: [identity], counts, apartFrom: new Set(cannot.get(identity)) });
    }
  }

  rootOf(identity: string): string {
    let root = identity;
    for (let up = this.parents.get(root); up !== undefined; up = this.parents.get(root)) root = up;
    for (let at = identity; at !== root;) {
      const next = this.parents.get(at) as string;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }

  together(a: string, b: string): boolean {
    return this.rootOf(a) === this.rootOf(b);
  }

  /** Unites the two groups, or answers the rule that refuses it. Type limits bind evidence only. */
  unite(a: string, b: string, by: 'instruction' | 'evidence'): string | undefined {
    const [one, other] = [this.rootOf(a), this.rootOf(b)];
    if (one === other) return undefined;
    const [large, small] = this.size(one) >= this.size(other) ? [one, other] : [other, one];
    const [into, from] = [this.group(large), this.group(small)];
    const rule = this.refusal(into, from, by);
    if (rule) return rule;
    this.parents.set(small, large);
    for (const member of from.members) into.members.push(member);
    for (const [family, count] of from.counts) into.counts.set(family, (into.counts.get(family) ?? 0) + count);
    for (const enemy of from.apartFrom) into.apartFrom.add(enemy);
    this.groups.delete(small);
    return undefined;
  }

  all(): string[][] {
    return [...this.groups.values()].map(({ members }) => members);
  }

  private refusal(into: Group, from: Group, by: 'instruction' | 'evidence'): string | undefined {
    if (into.apartFrom.size > 0 && from.members.some((member) => into.apartFrom.has(member))) return 'cannot-link';
    if (into.members.length + from.members.length > this.rules.maxIdentities) return 'max-identities';
    if (by === 'instruction') return undefined;
    const exceeded = [...from.counts].filter(([family, count]) => {
      const held = into.counts.get(family) ?? 0;
      const limit = this.rules.limits[family];
      return held > 0 && limit !== undefined && held + count > limit;
    });
    const [family] = exceeded.map(([name]) => name).sort();
    return family && `limit-${family}`;
  }

  private group = (root: string): Group => {
    const group = this.groups.get(root);
    if (!group) throw new Error(`Identity ${root} is not among those to resolve.`);
    return group;
  };

  private size(root: string): number {
    return this.group(root).members.length;
  }
}
