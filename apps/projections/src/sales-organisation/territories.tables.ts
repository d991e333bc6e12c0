import { territoryDrawn, territoryGiven, type PlainRecorded, type TerritoryEvent } from '@touchstone/contracts';
import { arrayLiteral, territories, territoryHolders, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const territoryTypes: readonly string[] = [territoryDrawn.type, territoryGiven.type];
const types = new Set(territoryTypes);

/** Territories and who covers them from which day on; who was named last for a day is the one. */
export const territoryTables = (schema: string) => {
  const write = writerOf(schema, territories);
  const writeHolders = writerOf(schema, territoryHolders);
  const one = (client: ClientBase, { type, data }: TerritoryEvent, at: string): Promise<void> => {
    if (type === 'sales.territory.given')
      return writeHolders(client, [{ territory_id: data.territoryId, from_day: data.from, person: data.person }]);
    const { territoryId: id, code, countries } = data;
    return write(client, [{ id, code, countries: arrayLiteral(countries), drawn_at: at }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events)
        if (types.has(event.type)) await one(client, event as unknown as TerritoryEvent, event.metadata.time);
    },
    forget: async (client: ClientBase, territory: string): Promise<void> => {
      for (const [table, key] of [
        ['territories', 'id'],
        ['territory_holders', 'territory_id'],
      ])
        await run(client, `${schema} forget ${table}`, `DELETE FROM ${schema}.${table} WHERE ${key} = $1`, [territory]);
    },
  };
};
