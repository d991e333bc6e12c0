import { ratesSet, rateTableOpened, type PlainRecorded, type RateTableEvent } from '@touchstone/contracts';
import { rates as rateTable, rateTables as tableTable, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';

type RateRow = WrittenRow<typeof rateTable>;
type TableRow = WrittenRow<typeof tableTable>;
type Stored = Pick<PlainRecorded, 'position'>;

const isOf = (event: PlainRecorded): boolean => event.type === rateTableOpened.type || event.type === ratesSet.type;

/** Rate tables, and every rate that was set; the one that was set last for a currency and a day is the one. */
export const rateTables = (schema: string) => {
  const writeTables = writerOf(schema, tableTable);
  const writeRates = writerOf(schema, rateTable);
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      const tables = new Map<string, TableRow>();
      const rates = new Map<string, RateRow>();
      for (const { position, ...event } of events.filter(isOf) as unknown as readonly (RateTableEvent & Stored)[])
        if (event.type === 'sales.rate_table.opened') {
          const { rateTableId, name, base } = event.data;
          tables.set(rateTableId, { rate_table_id: rateTableId, name, base });
        } else
          for (const { currency, rate } of event.data.rates) {
            const { rateTableId, from, setAt } = event.data;
            const row = { rate_table_id: rateTableId, currency, from_day: from, position, set_at: setAt, rate };
            rates.set(`${position} ${currency}`, row);
          }
      await writeTables(client, [...tables.values()]);
      await writeRates(client, [...rates.values()]);
    },
  };
};
