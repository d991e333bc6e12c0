import { taxTablePublished, type EventOf, type PlainRecorded } from '@touchstone/contracts';
import { postgresJson, taxTables, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

type Published = EventOf<typeof taxTablePublished>['data'];
export const taxTableTypes: readonly string[] = [taxTablePublished.type];

const rowOf = ({ id, data }: PlainRecorded): WrittenRow<typeof taxTables> => {
  const { jurisdiction, table, by, publishedAt } = data as unknown as Published;
  const { version, from, rates } = table;
  const times = { from_at: from, published_at: publishedAt, published_by: by };
  return { id, jurisdiction, version, rates: postgresJson(rates), ...times };
};

/** Every version of the tax rates of each jurisdiction. */
export const taxTableTables = (schema: string) => {
  const write = writerOf(schema, taxTables);
  const text = `DELETE FROM ${schema}.tax_tables WHERE jurisdiction = $1`;
  return {
    write: (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> =>
      write(client, events.filter(({ type }) => type === taxTablePublished.type).map(rowOf)),
    forget: (client: ClientBase, jurisdiction: string) => run(client, `${schema} forget taxes`, text, [jurisdiction]),
  };
};
