import type { CustomerDecision, PlainRecorded } from '@touchstone/contracts';
import {
  arrayLiteral,
  decisions as decisionTable,
  instructions as instructionTable,
  memberships as membershipTable,
  pairs as pairTable,
  postgresText,
  writerOf,
  type WrittenRow,
} from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, run } from '../statement.tables';
import type { Instruction, Membership, Pair } from './graph';

interface Made {
  readonly event: PlainRecorded;
  readonly decision: CustomerDecision;
}

const decisionRow = ({ event, decision }: Made): WrittenRow<typeof decisionTable> => ({
  event_id: event.id,
  customer_id: decision.customerId,
  kind: event.type.slice(event.type.lastIndexOf('.') + 1),
  cause: decision.cause,
  rule_version: decision.ruleVersion,
  decided_at: event.metadata.time,
  position: event.position,
});

const pairRow = (pair: Pair): WrittenRow<typeof pairTable> => ({
  left_identity: pair.left,
  right_identity: pair.right,
  state: pair.state,
  rule: pair.rule ?? null,
  evidence: pair.evidence,
  decided_by: pair.decidedBy,
  decided_at: pair.decidedAt,
  position: pair.position,
});

const instructionRow = (instruction: Instruction): WrittenRow<typeof instructionTable> => ({
  event_id: instruction.eventId,
  kind: instruction.kind,
  left_identities: arrayLiteral(instruction.left),
  right_identities: arrayLiteral(instruction.right),
  instructed_by: postgresText(instruction.by),
  reason: instruction.reason === undefined ? null : postgresText(instruction.reason),
  instructed_at: instruction.at,
  position: instruction.position,
  sealed_under: instruction.sealedUnder,
  erased: instruction.erased,
});

const membershipRow = ({ person, organisation, first, last }: Membership): WrittenRow<typeof membershipTable> => ({
  person,
  organisation,
  first_at: isoTime(first),
  last_at: isoTime(last),
});

/** Who is who, and why. */
export const graphTables = (schema: string) => {
  const decisions = writerOf(schema, decisionTable, { onConflict: 'keep' });
  const pairs = writerOf(schema, pairTable);
  const instructions = writerOf(schema, instructionTable, { onConflict: 'keep' });
  const memberships = writerOf(schema, membershipTable, {
    onConflict: {
      first_at: 'least(t.first_at, excluded.first_at)',
      last_at: 'greatest(t.last_at, excluded.last_at)',
    },
  });
  const eraseReasons = `UPDATE ${schema}.instructions SET reason = NULL, erased = true WHERE sealed_under = ANY($1)`;

  return {
    writeDecisions: (client: ClientBase, made: readonly Made[]) => decisions(client, made.map(decisionRow)),
    writePairs: (client: ClientBase, latest: readonly Pair[]) => pairs(client, latest.map(pairRow)),
    writeInstructions: (client: ClientBase, given: readonly Instruction[]) =>
      instructions(client, given.map(instructionRow)),
    writeMemberships: (client: ClientBase, joined: readonly Membership[]) =>
      memberships(client, joined.map(membershipRow)),
    eraseReasons: (client: ClientBase, identities: readonly string[]) =>
      run(client, `${schema} erase reasons`, eraseReasons, [identities]),
    forgetMemberships: (client: ClientBase, person: string) =>
      run(client, `${schema} forget memberships`, `DELETE FROM ${schema}.memberships WHERE person = $1`, [person]),
  };
};
