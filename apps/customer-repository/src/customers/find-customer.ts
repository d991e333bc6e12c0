import { customerIdOf, identityStream, isIdentifierType, type IdentifierType } from '@touchstone/contracts';
import { problem } from '@touchstone/service-host';
import { customerById, customersOf, type Customer } from './customers.tables';
import type { CustomerParts } from './customer-parts';

interface Sent {
  readonly type: string;
  readonly value: string;
}
type Parts = Pick<CustomerParts, 'pool' | 'identityOf' | 'store'>;

const unknown = () => problem(409, 'No customer is known by this id or identifier.', { slug: 'unknown-customer' });

export const identityOfSent = (
  { identityOf }: Pick<Parts, 'identityOf'>,
  { type, value }: Sent,
): { identity: string; type: IdentifierType } => {
  const identity = isIdentifierType(type) ? identityOf({ type, value }) : undefined;
  if (!isIdentifierType(type) || !identity)
    throw problem(400, 'An identifier has an unknown type, or a value that names nobody.', {
      slug: 'unusable-identifier',
    });
  return { identity, type };
};

export const byId = async ({ pool }: Parts, id: string): Promise<Customer> => {
  const found = await customerById(pool, id);
  if (!found) throw unknown();
  return found;
};

/** A lone identity that nothing has linked yet is a customer as soon as a fact names it. */
export const byIdentifier = async (parts: Parts, sent: Sent): Promise<Customer> => {
  const { identity, type } = identityOfSent(parts, sent);
  const linked = (await customersOf(parts.pool, [identity])).get(identity);
  if (linked) return byId(parts, linked);
  const stream = identityStream(identity);
  if (!(await parts.store.versions([stream])).has(stream)) throw unknown();
  return { id: customerIdOf(identity), members: [{ identity, type }] };
};
