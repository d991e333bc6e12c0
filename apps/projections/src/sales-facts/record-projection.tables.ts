import type { EventDefinition, PlainRecorded } from '@touchstone/contracts';
import { writerOf, type ReadModel, type Table, type WrittenRow } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import type { ClientBase } from 'pg';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { run } from '../statement.tables';
import { inOrder, recordFactOf, type FactOf, type RecordFact } from './record-fact';
import { recordFactTables } from './record-facts.tables';
import { recordOf } from './sales-keys';

/** The rows of one kind of record in one schema. */
interface RecordRows {
  write(client: ClientBase, facts: Iterable<readonly RecordFact[]>): Promise<void>;
  forget(client: ClientBase, record: string): Promise<void>;
}
export interface RecordKind {
  readonly events: readonly EventDefinition[];
  rowsIn(schema: string): RecordRows;
}

/** A kind of record: its facts, in order, come to one row of the table, or to none while its first fact is not known. */
export const recordKind = <Event, T extends Table>(
  events: readonly EventDefinition[],
  table: T,
  rowOf: (facts: readonly FactOf<Event>[]) => WrittenRow<T> | undefined,
): RecordKind => {
  const types = new Set(events.map(({ type }) => type));
  return {
    events,
    rowsIn: (schema) => {
      const write = writerOf(schema, table);
      const name = table.tableName;
      return {
        write: async (client, facts) => {
          const rows: WrittenRow<T>[] = [];
          for (const all of facts) {
            const own = all.filter(({ type }) => types.has(type));
            const row = rowOf(inOrder(own) as unknown as FactOf<Event>[]);
            if (row) rows.push(row);
          }
          await write(client, rows);
        },
        forget: (client, record) =>
          run(client, `${schema} forget ${name}`, `DELETE FROM ${schema}.${name} WHERE id = $1`, [record]),
      };
    },
  };
};

/** A read model of records of sales as they stand, each folded anew from all of its facts whenever one of them comes. */
export const recordProjection = (model: ReadModel, kinds: readonly RecordKind[]): Projection => {
  const definitions = new Map(kinds.flatMap(({ events }) => events.map((event) => [event.type, event] as const)));
  const factOf = (event: PlainRecorded): RecordFact[] => {
    const definition = definitions.get(event.type);
    return definition ? [recordFactOf(definition, recordOf(event), event)] : [];
  };
  const inSchema = (schema: string): Projection => {
    const facts = recordFactTables(schema);
    const rows = kinds.map((kind) => kind.rowsIn(schema));
    const incomplete = incompleteTables(schema);
    return {
      ...model,
      schema,
      inSchema,
      handles: [...definitions.keys()],
      keys: (event) => [recordOf(event)],
      async write({ client, events }) {
        const known = await facts.add(client, events.flatMap(factOf));
        for (const each of rows) await each.write(client, known.values());
      },
      spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled)),
      async forget(client, record) {
        for (const each of rows) await each.forget(client, record);
        await facts.forget(client, record);
        await incomplete.forget(client, record);
      },
    };
  };
  return inSchema(model.schema);
};
