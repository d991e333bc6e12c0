import { createHash } from 'node:crypto';
import { customerIdOf, customerLinked, customerStream, identityStream, type WireEvent } from '@touchstone/contracts';
import { identityHasher } from '@touchstone/personal-data';
import { v7 } from 'uuid';
import { sampleTouchpoint } from '../plain/sample-touchpoints';

/** Events of one person, the decision about them included. */
export const eventsOfPerson = 20;
const source = 'customer-repository';

export interface Stored extends WireEvent {
  readonly stream: string;
  readonly version: number;
}

export interface Person {
  readonly user: string;
  readonly email: string;
  readonly customer: string;
  readonly events: readonly Stored[];
}

export const userOf = (at: number): string => `person-${at}`;
const participant = (type: string, identity: string): string => `subject:${type}:${identity}`;

/** Person `at` as gateway and resolver would have left it: facts that name user id and e-mail, and the link of the two. */
export const samplePeople = (pepper: Buffer): ((at: number) => Person) => {
  const identityOf = identityHasher(pepper);
  return (at) => {
    const [user, email] = [identityOf('user_id', userOf(at)), identityOf('email', `${userOf(at)}@example.com`)];
    const stream = identityStream(user);
    const participants = [participant('user_id', user), participant('email', email)];
    const facts = Array.from({ length: eventsOfPerson - 1 }, (_, version): Stored => {
      const { metadata, ...event } = sampleTouchpoint(user);
      const digest = createHash('sha256').update(event.id).digest('hex');
      return { ...event, metadata: { ...metadata, digest, participants }, stream, version };
    });
    const [{ id: cause }] = facts as [Stored];
    const customer = customerIdOf(user);
    const [left, right] = user < email ? [user, email] : [email, user];
    const linked = customerLinked({
      customerId: customer,
      cause,
      ruleVersion: 1,
      joined: [{ identity: email, type: 'email', from: customerIdOf(email) }],
      aliasesAdded: [customerIdOf(email)],
      aliasesRemoved: [],
      pairs: [{ left, right, state: 'linked', evidence: cause }],
    });
    const decision: Stored = {
      id: v7(),
      type: linked.type,
      schemaVersion: linked.schemaVersion,
      data: JSON.stringify(linked.data),
      metadata: { source, time: '2026-01-02T03:04:06.000Z', participants: [], causationId: cause },
      stream: customerStream(customer),
      version: 0,
    };
    return { user, email, customer, events: [...facts, decision] };
  };
};
