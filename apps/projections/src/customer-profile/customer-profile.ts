import { identityErased, type CustomerDecision, type PlainRecorded } from '@touchstone/contracts';
import { customerProfile } from '@touchstone/read-models';
import type { Projection, ProjectionBatch } from '@touchstone/subscriptions';
import { linkTables } from '../customer-links.tables';
import { decisionOf, decisionTypes, linkChanges, slotZero } from '../facts/decisions';
import { cutAtErasures } from '../facts/erasures';
import { factOf, type Fact } from '../facts/fact';
import { ownIdentifiers, type IdentityOf } from '../facts/identifiers';
import { ownParticipants } from '../facts/own-participants';
import { factTypes } from '../facts/fact-types';
import { identifierTables } from '../identifiers.tables';
import { incompleteBy, incompleteTables } from '../incomplete.tables';
import { customerTables } from './customers.tables';
import { foldOrders, orderFacts, slotKeyOfOrder } from './fold-orders';
import { foldStates } from './fold-states';
import { eraseState } from './identity-state';
import { materialise, type ProfileTables } from './materialise.tables';
import { orderKey, ordersOf } from './order-book';
import { orderTables } from './orders.tables';
import { stateTables } from './states.tables';

const tablesIn = (schema: string): ProfileTables => ({
  states: stateTables(schema),
  identifiers: identifierTables(schema),
  orders: orderTables(schema),
  links: linkTables(schema, 'links'),
  customers: customerTables(schema),
  incomplete: incompleteTables(schema),
});

const keys = (event: PlainRecorded): readonly string[] | 'every slot' => {
  if (event.type === identityErased.type) return 'every slot';
  if (decisionOf(event)) return [slotZero];
  const fact = factOf(event);
  const identities = fact.participants.map(({ identity }) => identity);
  return [...identities, ...ordersOf(fact).map(({ source, id }) => slotKeyOfOrder(orderKey(source, id)))];
};

const writeFacts = async (
  tables: ProfileTables,
  batch: ProjectionBatch,
  events: readonly PlainRecorded[],
  identityOf: IdentityOf,
) => {
  const { client, owns, concurrent, memory } = batch;
  const decisions = events.flatMap((event) => decisionOf(event) ?? []);
  const facts = events.filter((event) => !decisionOf(event)).map(factOf);
  const own = ownParticipants(facts, owns);
  const known =
    own.length > 0
      ? await tables.states.read(
          client,
          own.map(({ identity }) => identity),
          memory,
        )
      : [];
  const states = foldStates(facts, own, known);
  await tables.states.write(client, [...states.values()], memory);
  await tables.identifiers.write(client, memory, ownIdentifiers(facts, owns, identityOf));
  const payers = await writeOrders(tables, batch, facts);

  const existing = new Set(known.map(({ identity }) => identity));
  // Another slot may be placing the payer of an order right now: both write the link, so one of them waits, and sees the other's totals.
  const elsewhere = facts.flatMap(({ payer }) =>
    payer && payers.includes(payer.identity) && !owns(payer.identity) ? [payer] : [],
  );
  const unplaced = [...own.filter(({ identity }) => !existing.has(identity)), ...elsewhere];
  await tables.links.addLone(client, [...new Map(unplaced.map((one) => [one.identity, one])).values()]);
  const touched = [...new Set([...states.keys(), ...payers])];
  const affected = await applyDecisions(tables, batch, decisions, touched);
  await materialise({ client, concurrent, memory }, tables, [...affected], states);
};

/** Answers the payers whose totals changed. */
const writeOrders = async (
  tables: ProfileTables,
  { client, owns }: ProjectionBatch,
  facts: readonly Fact[],
): Promise<string[]> => {
  const reported = orderFacts(facts, owns);
  if (reported.length === 0) return [];
  const known = await tables.orders.read(client, reported);
  const { orders, changes } = foldOrders(reported, known);
  await tables.orders.write(client, orders, changes);
  return [...changes.keys()].map((key) => key.slice(0, key.indexOf('/')));
};

/** Kept from being decided about elsewhere: whoever moves one of these meanwhile has seen what this transaction writes. */
const linksOf = (
  { links }: ProfileTables,
  { client, concurrent }: ProjectionBatch,
  identities: readonly string[],
  forDecisions: boolean,
) => (concurrent ? links.locked(client, identities, forDecisions) : links.of(client, identities));

/** Places identities and answers every customer that has to be computed anew: those of `touched`, and those that changed. */
const applyDecisions = async (
  tables: ProfileTables,
  batch: ProjectionBatch,
  decisions: readonly CustomerDecision[],
  touched: readonly string[],
) => {
  const { client } = batch;
  const changes = linkChanges(decisions);
  const all = [...new Set([...touched, ...changes.customerOf.keys()])];
  const forDecisions = decisions.length > 0;
  const links = await linksOf(tables, batch, all, forDecisions);
  const affected = new Set([...changes.customers, ...links.map(({ customer_id }) => customer_id)]);
  if (!forDecisions) return affected;
  await tables.links.apply(client, changes);
  for (const { customerId } of changes.customerOf.values()) affected.add(customerId);
  return affected;
};

const erase = async (tables: ProfileTables, batch: ProjectionBatch, identities: readonly string[]) => {
  const { client, owns, only, concurrent, memory } = batch;
  const mine = (identity: string) => owns(identity) && (only === undefined || only === identity);
  memory.forget();
  const own = identities.filter(mine);
  const states = (await tables.states.read(client, own, undefined)).map(eraseState);
  await tables.states.write(client, states, memory);
  const others = await tables.identifiers.erase(client, identities, mine);
  const links = await linksOf(tables, batch, [...own, ...others], false);
  const affected = new Set(links.map(({ customer_id }) => customer_id));
  const fresh = new Map(states.map((state) => [state.identity, state]));
  await materialise({ client, concurrent, memory }, tables, [...affected], fresh);
};

/** One row per customer, computed from bounded states of its identities. */
export const customerProfileProjection = (identityOf: IdentityOf, schema = customerProfile.schema): Projection => {
  const tables = tablesIn(schema);
  return {
    ...customerProfile,
    schema,
    inSchema: (other) => customerProfileProjection(identityOf, other),
    handles: [...factTypes, ...decisionTypes, identityErased.type],
    keys,
    async write(batch) {
      for (const segment of cutAtErasures(batch.events))
        if (segment.kind === 'facts') await writeFacts(tables, batch, segment.events, identityOf);
        else
          await erase(
            tables,
            batch,
            segment.erasures.map(({ identity }) => identity),
          );
    },
    async spoil(client, spoiled) {
      const marks = incompleteBy(spoiled);
      await tables.incomplete.write(client, marks);
      await tables.links.addLone(client, [...new Map(marks.map((mark) => [mark.identity, mark])).values()]);
      const links = await tables.links.of(
        client,
        marks.map(({ identity }) => identity),
      );
      const customers = [...new Set(links.map(({ customer_id }) => customer_id))];
      await materialise({ client, concurrent: true }, tables, customers, new Map());
    },
    async forget(client, identity) {
      await tables.states.forget(client, identity);
      await tables.identifiers.forget(client, identity);
      await tables.incomplete.forget(client, identity);
    },
  };
};
