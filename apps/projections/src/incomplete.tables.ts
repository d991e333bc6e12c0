import { decodeParticipant } from '@touchstone/contracts';
import { incompleteIdentities, writerOf, type RowOf } from '@touchstone/read-models';
import type { Spoiled } from '@touchstone/subscriptions';
import type { ClientBase } from 'pg';
import { recordOf } from './sales-facts/sales-keys';
import { read, run } from './statement.tables';

type IncompleteRow = RowOf<typeof incompleteIdentities>;
export interface IncompleteIdentity extends IncompleteRow {
  readonly type: string;
}

/** Every identity that takes part in the facts that could not be folded. */
export const incompleteBy = (spoiled: readonly Spoiled[]): IncompleteIdentity[] =>
  spoiled.flatMap(({ event, reason }) => {
    const participants = new Map(
      event.metadata.participants.map(decodeParticipant).map((one) => [one.identity, one.type]),
    );
    return [...participants].map(([identity, type]) => ({
      identity,
      type,
      event_id: event.id,
      position: event.position,
      reason,
    }));
  });

/** The same in a department's read models, whose rows are records: the stream says which. */
export const incompleteRecords = (spoiled: readonly Spoiled[]): IncompleteIdentity[] =>
  spoiled.map(({ event, reason }) => ({
    identity: recordOf(event),
    type: 'record',
    event_id: event.id,
    position: event.position,
    reason,
  }));

/** The marks of one read model. */
export const incompleteTables = (schema: string) => {
  const write = writerOf(schema, incompleteIdentities, { onConflict: 'keep' });
  return {
    write: (client: ClientBase, rows: readonly IncompleteIdentity[]) => write(client, rows),
    among: async (client: ClientBase, identities: readonly string[]): Promise<ReadonlySet<string>> => {
      const text = `SELECT DISTINCT identity FROM ${schema}.incomplete_identities WHERE identity = ANY($1)`;
      const rows = await read<{ identity: string }>(client, `${schema} read incomplete`, text, [identities]);
      return new Set(rows.map(({ identity }) => identity));
    },
    forget: (client: ClientBase, identity: string) =>
      run(client, `${schema} forget incomplete`, `DELETE FROM ${schema}.incomplete_identities WHERE identity = $1`, [
        identity,
      ]),
  };
};
export type IncompleteTables = ReturnType<typeof incompleteTables>;
