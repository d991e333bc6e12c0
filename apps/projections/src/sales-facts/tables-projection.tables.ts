import type { PlainRecorded } from '@touchstone/contracts';
import type { ReadModel } from '@touchstone/read-models';
import type { Projection } from '@touchstone/subscriptions';
import type { ClientBase } from 'pg';
import { incompleteRecords, incompleteTables } from '../incomplete.tables';
import { keyOf, recordBy, recordOf } from './sales-keys';

/** Tables that take what concerns them out of the events, in the order of each stream. */
interface Tables {
  write(client: ClientBase, events: readonly PlainRecorded[]): Promise<void>;
  forget(client: ClientBase, record: string): Promise<void>;
}

const byKey = <Row extends { readonly identity: string }>(row: Row): Row => ({ ...row, identity: keyOf(row.identity) });

/** A read model of records without a customer, which change rarely: their rows follow their streams, event by event. */
export const tablesProjection = (
  model: ReadModel,
  handles: readonly string[],
  tablesIn: readonly ((schema: string) => Tables)[],
): Projection => {
  const inSchema = (schema: string): Projection => {
    const tables = tablesIn.map((of) => of(schema));
    const incomplete = incompleteTables(schema);
    return {
      ...model,
      schema,
      inSchema,
      handles,
      keys: (event) => [keyOf(recordOf(event))],
      async write({ client, events }) {
        for (const each of tables) await each.write(client, events);
      },
      spoil: (client, spoiled) => incomplete.write(client, incompleteRecords(spoiled).map(byKey)),
      async forget(client, key) {
        for (const each of tables) await each.forget(client, recordBy(key));
        await incomplete.forget(client, key);
      },
    };
  };
  return inSchema(model.schema);
};
