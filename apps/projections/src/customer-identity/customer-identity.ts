import { identityErased, type PlainRecorded } from '@touchstone/contracts';
import { customerIdentity } from '@touchstone/read-models';
import type { Projection, ProjectionBatch } from '@touchstone/subscriptions';
import { linkTables } from '../customer-links.tables';
import { decisionOf, decisionTypes, linkChanges, slotZero } from '../facts/decisions';
import { cutAtErasures } from '../facts/erasures';
import { factOf, type Fact } from '../facts/fact';
import { ownParticipants } from '../facts/own-participants';
import { ownIdentifiers, type IdentityOf } from '../facts/identifiers';
import { factTypes } from '../facts/fact-types';
import { identifierTables } from '../identifiers.tables';
import { unwritten } from '../known-rows';
import { incompleteBy, incompleteTables } from '../incomplete.tables';
import { instructionOf, instructionTypes, latestPairs, membershipsOf } from './graph';
import { graphTables } from './graph.tables';

const tablesIn = (schema: string) => ({
  graph: graphTables(schema),
  links: linkTables(schema, 'identity_customer'),
  identifiers: identifierTables(schema),
  unplaced: unwritten(),
  incomplete: incompleteTables(schema),
});
type IdentityTables = ReturnType<typeof tablesIn>;
const atSlotZero = new Set([...decisionTypes, ...instructionTypes]);

const keys = (event: PlainRecorded): readonly string[] | 'every slot' => {
  if (event.type === identityErased.type) return 'every slot';
  return atSlotZero.has(event.type) ? [slotZero] : factOf(event).participants.map(({ identity }) => identity);
};

const writeFacts = async (
  { links, unplaced, identifiers, graph }: IdentityTables,
  { client, owns, memory }: ProjectionBatch,
  facts: readonly Fact[],
  identityOf: IdentityOf,
) => {
  if (facts.length === 0) return;
  const own = ownParticipants(facts, owns);
  await links.addLone(
    client,
    unplaced(memory, own, ({ identity }) => identity),
  );
  await identifiers.write(client, memory, ownIdentifiers(facts, owns, identityOf));
  await graph.writeMemberships(client, membershipsOf(facts, owns));
};

const writeDecisions = async (
  { graph, links }: IdentityTables,
  { client, owns }: ProjectionBatch,
  events: readonly PlainRecorded[],
) => {
  if (!owns(slotZero)) return;
  const instructions = events.flatMap((event) => instructionOf(event) ?? []);
  await graph.writeInstructions(client, instructions);
  const decisions = events.flatMap((event) => {
    const decision = decisionOf(event);
    return decision ? [{ event, decision }] : [];
  });
  if (decisions.length === 0) return;
  await links.apply(client, linkChanges(decisions.map(({ decision }) => decision)));
  await graph.writeDecisions(client, decisions);
  await graph.writePairs(client, latestPairs(decisions));
};

const erase = async (
  { identifiers, graph }: IdentityTables,
  { client, owns, only, memory }: ProjectionBatch,
  identities: readonly string[],
) => {
  memory.forget();
  const mine = (identity: string) => owns(identity) && (only === undefined || only === identity);
  await identifiers.erase(client, identities, mine);
  if (only === undefined && owns(slotZero)) await graph.eraseReasons(client, identities);
};

/** Who is who today, with the evidence of each link. */
export const customerIdentityProjection = (identityOf: IdentityOf, schema = customerIdentity.schema): Projection => {
  const tables = tablesIn(schema);
  return {
    ...customerIdentity,
    schema,
    inSchema: (other) => customerIdentityProjection(identityOf, other),
    handles: [...factTypes, ...atSlotZero, identityErased.type],
    keys,
    async write(batch) {
      for (const segment of cutAtErasures(batch.events))
        if (segment.kind === 'erased')
          await erase(
            tables,
            batch,
            segment.erasures.map(({ identity }) => identity),
          );
        else {
          const facts = segment.events.filter(({ type }) => !atSlotZero.has(type)).map(factOf);
          await writeFacts(tables, batch, facts, identityOf);
          const decisions = segment.events.filter(({ type }) => atSlotZero.has(type));
          await writeDecisions(tables, batch, decisions);
        }
    },
    spoil: (client, spoiled) => tables.incomplete.write(client, incompleteBy(spoiled)),
    async forget(client, identity) {
      await tables.identifiers.forget(client, identity);
      await tables.graph.forgetMemberships(client, identity);
      await tables.incomplete.forget(client, identity);
    },
  };
};
