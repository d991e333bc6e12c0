import { priceListPublished, priceListWithdrawn, type EventOf, type PlainRecorded } from '@touchstone/contracts';
import { arrayLiteral, listedPrices, priceLists, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

type Published = EventOf<typeof priceListPublished>['data'];
type Withdrawn = EventOf<typeof priceListWithdrawn>['data'];
export const priceListTypes: readonly string[] = [priceListPublished.type, priceListWithdrawn.type];

/** Every version of every price list, with its prices. The record is the book of one currency. */
export const priceListTables = (schema: string) => {
  const write = writerOf(schema, priceLists);
  const writePrices = writerOf(schema, listedPrices);
  const end = `UPDATE ${schema}.price_lists SET withdrawn_at = $3 WHERE currency = $1 AND code = $2 AND withdrawn_at IS NULL`;
  const publish = async (client: ClientBase, id: string, { currency, list, by, publishedAt }: Published) => {
    const { code, version, channels, accounts, from, to, prices } = list;
    await write(client, [
      {
        ...{ id, currency, code, version, channels: arrayLiteral(channels), accounts: arrayLiteral(accounts) },
        ...{ from_at: from, to_at: to ?? null, prices: prices.length },
        ...{ published_at: publishedAt, published_by: by, withdrawn_at: null },
      },
    ]);
    const rows = prices.map(({ productId: product_id, price, minimumQuantity: minimum_quantity }, place) => ({
      ...{ list_id: id, place, product_id, minimum_quantity, price },
    }));
    await writePrices(client, rows);
  };
  const withdraw = (client: ClientBase, { currency, code, withdrawnAt }: Withdrawn) =>
    run(client, `${schema} withdraw prices`, end, [currency, code, withdrawnAt]);
  const ofBook = `SELECT id FROM ${schema}.price_lists WHERE currency = $1`;
  const forgetPrices = `DELETE FROM ${schema}.listed_prices WHERE list_id IN (${ofBook})`;
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const { id, type, data } of events)
        if (type === priceListPublished.type) await publish(client, id, data as unknown as Published);
        else if (type === priceListWithdrawn.type) await withdraw(client, data as unknown as Withdrawn);
    },
    forget: async (client: ClientBase, currency: string): Promise<void> => {
      await run(client, `${schema} forget listed_prices`, forgetPrices, [currency]);
      const lists = `DELETE FROM ${schema}.price_lists WHERE currency = $1`;
      await run(client, `${schema} forget price_lists`, lists, [currency]);
    },
  };
};
