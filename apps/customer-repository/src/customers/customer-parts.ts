import type { Identifier } from '@touchstone/contracts';
import type { Database } from '../database.tables';
import type { Erasing } from '../erasure/erase';
import type { Instructing } from './instruct';

/** What the controllers of customers and rules work with. */
export interface CustomerParts extends Instructing, Erasing {
  readonly pool: Database;
  /** Source identity of an identifier, or undefined when it names nobody. */
  readonly identityOf: (identifier: Identifier) => string | undefined;
  readonly newId: () => string;
  /** Of a request with an Idempotency-Key: says whether it is the same again, and nothing of its content. */
  readonly fingerprint: (payload: object) => string;
}
export const customerParts = Symbol('customerParts');
