import { identifierPriority, type IdentifierType } from './identifier-types';

interface Named {
  readonly type: IdentifierType;
  readonly identity: string;
}

/** Strongest identifier first; ties by identity, so that the choice does not depend on the order of sending. Frozen. */
export const byIdentifierPriority = (a: Named, b: Named): number =>
  identifierPriority(a.type) - identifierPriority(b.type) || compare(a.type, b.type) || compare(a.identity, b.identity);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
