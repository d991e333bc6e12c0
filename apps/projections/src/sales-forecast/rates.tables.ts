import { ratesSet, rateTableOpened, type PlainRecorded, type RateTableEvent } from '@touchstone/contracts';
import { rates as rateTable, rateTables as tableTable, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';

type RateRow = WrittenRow<typeof rateTable>;
type TableRow = WrittenRow<typeof tableTable>;

const isOf = (event: PlainRecorded): boolean => event.type === rateTableOpened.type || event.type === ratesSet.type;

/** Rate tables; the rate that was set last for a currency and a day is the one. */
export const rateTables = (schema: string) => {
  const writeTables = writerOf(schema, tableTable);
  const writeRates = writerOf(schema, rateTable);
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      const tables = new Map<string, TableRow>();
      const rates = new Map<string, RateRow>();
      for (const event of events.filter(isOf) as unknown as readonly RateTableEvent[])
        if (event.type === 'sales.rate_table.opened') {
          const { rateTableId, name, base } = event.data;
          tables.set(rateTableId, { rate_table_id: rateTableId, name, base });
        } else
          for (const { currency, rate } of event.data.rates) {
            const { rateTableId, from } = event.data;
            const row = { rate_table_id: rateTableId, currency, from_day: from, rate };
            rates.set(`${rateTableId} ${currency} ${from}`, row);
          }
      await writeTables(client, [...tables.values()]);
      await writeRates(client, [...rates.values()]);
    },
  };
};
