import type { PlainRecorded } from '@touchstone/contracts';
import { customerSales } from '@touchstone/read-models';
import type { Projection, ProjectionBatch } from '@touchstone/subscriptions';
import { factOf, type Fact } from '../facts/fact';
import { incompleteBy, incompleteTables } from '../incomplete.tables';
import { opportunityFactOf, opportunityTypes } from '../sales-facts/opportunity-fact';
import { dealTables, type DealFact } from './deals.tables';
import { contactsMade, ownershipsOf, toldTypes } from './last-told';
import { lastToldTables } from './last-told.tables';

const identitiesOf = ({ participants }: Fact): string[] => participants.map(({ identity }) => identity);

const dealFactOf = (fact: Fact): DealFact[] => {
  const told = opportunityFactOf(fact.event);
  return told ? [{ fact: told, identities: identitiesOf(fact) }] : [];
};

/** A deal belongs to one slot, by its id. */
const keys = (event: PlainRecorded): string[] => {
  const fact = factOf(event);
  return [...identitiesOf(fact), ...dealFactOf(fact).map((deal) => deal.fact.opportunityId)];
};

/** Owner, last contact and deals of each identity; only clear fields, so an erasure takes nothing away. */
const salesIn = (schema: string): Projection => {
  const deals = dealTables(schema);
  const told = lastToldTables(schema);
  const incomplete = incompleteTables(schema);
  return {
    ...customerSales,
    schema,
    inSchema: salesIn,
    handles: [...opportunityTypes, ...toldTypes],
    keys,
    async write({ client, events, owns, concurrent }: ProjectionBatch) {
      const facts = events.map(factOf);
      const isOwn = ({ identity }: { identity: string }) => owns(identity);
      await told.writeOwners(client, facts.flatMap(ownershipsOf).filter(isOwn));
      await told.writeContacts(client, facts.flatMap(contactsMade).filter(isOwn));
      const own = facts.flatMap(dealFactOf).filter(({ fact }) => owns(fact.opportunityId));
      await deals.write(client, own, concurrent);
    },
    spoil: (client, spoiled) => incomplete.write(client, incompleteBy(spoiled)),
    async forget(client, identity) {
      await told.forget(client, identity);
      await incomplete.forget(client, identity);
    },
  };
};

export const customerSalesProjection = salesIn(customerSales.schema);
