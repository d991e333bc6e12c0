import { opportunityFacts, postgresJson, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime, read, run } from '../statement.tables';
import { lateAfterMs, type OpportunityFact } from './opportunity-fact';

interface FactRow {
  readonly opportunity_id: string;
  readonly event_id: string;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly position: string;
  readonly type: string;
  readonly data: unknown;
  readonly imported: boolean;
}

const toRow = (fact: OpportunityFact): WrittenRow<typeof opportunityFacts> => ({
  opportunity_id: fact.opportunityId,
  event_id: fact.eventId,
  occurred_at: isoTime(fact.at),
  recorded_at: isoTime(fact.recordedAt),
  position: fact.position,
  type: fact.type,
  data: postgresJson(fact.data),
  late: fact.recordedAt - fact.at > lateAfterMs,
  imported: fact.imported,
});

const toFact = (row: FactRow): OpportunityFact =>
  ({
    type: row.type,
    schemaVersion: 1,
    data: row.data,
    eventId: row.event_id,
    opportunityId: row.opportunity_id,
    at: row.occurred_at.getTime(),
    recordedAt: row.recorded_at.getTime(),
    position: row.position,
    imported: row.imported,
  }) as OpportunityFact;

/** The facts of opportunities that a read model keeps, so that one that comes late is folded where it belongs. */
export const opportunityFactTables = (schema: string) => {
  const write = writerOf(schema, opportunityFacts, { onConflict: 'keep' });
  const select = `SELECT * FROM ${schema}.opportunity_facts WHERE opportunity_id = ANY ($1)`;
  return {
    /** Adds the facts, and answers everything that is known of their opportunities. */
    add: async (
      client: ClientBase,
      facts: readonly OpportunityFact[],
    ): Promise<ReadonlyMap<string, readonly OpportunityFact[]>> => {
      if (facts.length === 0) return new Map();
      await write(client, facts.map(toRow));
      const ids = [...new Set(facts.map(({ opportunityId }) => opportunityId))];
      const known = new Map<string, OpportunityFact[]>(ids.map((id) => [id, []]));
      for (const row of await read<FactRow>(client, `${schema} read facts`, select, [ids]))
        known.get(row.opportunity_id)?.push(toFact(row));
      return known;
    },
    /** Deletes what was folded from the facts of these opportunities. */
    clear: async (client: ClientBase, table: string, ids: readonly string[]): Promise<void> => {
      if (ids.length === 0) return;
      const text = `DELETE FROM ${schema}.${table} WHERE opportunity_id = ANY ($1)`;
      await run(client, `${schema} clear ${table}`, text, [ids]);
    },
  };
};
