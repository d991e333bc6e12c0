import { pairKey } from './evidence';
import type { KnownIdentity, KnownPair, Verdict } from './known';
import type { ResolverRows, StoredInstruction } from './load-closure';

/** The resolver's rows in memory, for tests of what is decided over them. */
export class RememberedRows implements ResolverRows {
  readonly known = new Map<string, KnownIdentity>();
  readonly pairs = new Map<string, KnownPair>();
  readonly instructions: StoredInstruction[] = [];

  keep({ identities, pairs }: Pick<Verdict, 'identities' | 'pairs'>, instructions: readonly StoredInstruction[]): void {
    for (const one of identities) this.known.set(one.identity, one);
    for (const pair of pairs) this.pairs.set(pairKey(pair), pair);
    this.instructions.push(...instructions);
  }
  async identities(identities: readonly string[]) {
    return identities.flatMap((identity) => this.known.get(identity) ?? []);
  }
  async components(identities: readonly string[]) {
    const labels = new Set((await this.identities(identities)).map(({ label }) => label));
    return [...this.known.values()].filter(({ label }) => labels.has(label));
  }
  async pairsOf(identities: readonly string[]) {
    return [...this.pairs.values()].filter(
      ({ left, right }) => identities.includes(left) || identities.includes(right),
    );
  }
  async pairsAmong(identities: readonly string[]) {
    return [...this.pairs.values()].filter(
      ({ left, right }) => identities.includes(left) && identities.includes(right),
    );
  }
  async instructionsOf(identities: readonly string[]) {
    return this.instructions.filter(({ left, right }) => identities.some((one) => left.has(one) || right.has(one)));
  }
}
