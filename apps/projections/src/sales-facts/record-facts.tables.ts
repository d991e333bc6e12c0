import {
  arrayLiteral,
  postgresJson,
  recordFacts,
  writerOf,
  type RowOf,
  type WrittenRow,
} from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, read, run } from '../statement.tables';
import type { RecordFact } from './record-fact';

const toRow = (fact: RecordFact): WrittenRow<typeof recordFacts> => ({
  record_id: fact.recordId,
  event_id: fact.eventId,
  occurred_at: isoTime(fact.at),
  position: fact.position,
  type: fact.type,
  data: postgresJson(fact.data),
  participants: arrayLiteral(fact.participants),
});

const toFact = (row: RowOf<typeof recordFacts>): RecordFact => ({
  recordId: row.record_id,
  eventId: row.event_id,
  at: row.occurred_at.getTime(),
  position: row.position,
  type: row.type,
  data: row.data as RecordFact['data'],
  participants: row.participants,
});

/** The facts of records that a read model keeps, so that one that comes late is folded where it belongs. */
export const recordFactTables = (schema: string) => {
  const write = writerOf(schema, recordFacts, { onConflict: 'keep' });
  const select = `SELECT * FROM ${schema}.record_facts WHERE record_id = ANY ($1)`;
  return {
    /** Adds the facts, and answers everything that is known of their records. */
    add: async (client: ClientBase, facts: readonly RecordFact[]): Promise<ReadonlyMap<string, RecordFact[]>> => {
      const ids = [...new Set(facts.map(({ recordId }) => recordId))];
      const known = new Map<string, RecordFact[]>(ids.map((id) => [id, []]));
      if (ids.length === 0) return known;
      await write(client, facts.map(toRow));
      for (const row of await read<RowOf<typeof recordFacts>>(client, `${schema} read facts`, select, [ids]))
        known.get(row.record_id)?.push(toFact(row));
      return known;
    },
    forget: (client: ClientBase, record: string) =>
      run(client, `${schema} forget facts`, `DELETE FROM ${schema}.record_facts WHERE record_id = $1`, [record]),
  };
};
