import { LRUCache } from 'lru-cache';
import { normaliseIdentifier, type Identifier, type IdentifierType } from '@touchstone/contracts';
import type { IdentityHasher } from './identity-hasher';

export interface Identified {
  readonly type: IdentifierType;
  /** Normalised: personal data. */
  readonly value: string;
  readonly identity: string;
}
/** Undefined when the identifier names nobody. `region` is the ISO 3166 country of telephone numbers without a country code. */
export type Identify = (identifier: Identifier, region?: string) => Identified | undefined;

const nobody = Symbol('nobody');

/** Normalises and hashes identifiers; the last `max` answers stay in memory, because reading a telephone number costs 100 hashes. */
export const identifier = (hash: IdentityHasher, { max = 100_000 } = {}): Identify => {
  const known = new LRUCache<string, Identified | typeof nobody>({ max });
  return (sent, region) => {
    const key = `${sent.type === 'phone' ? (region ?? '') : ''}|${sent.type}|${sent.value}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached === nobody ? undefined : cached;
    const value = normaliseIdentifier(sent, region);
    const found = value === undefined ? undefined : { type: sent.type, value, identity: hash(sent.type, value) };
    known.set(key, found ?? nobody);
    return found;
  };
};
