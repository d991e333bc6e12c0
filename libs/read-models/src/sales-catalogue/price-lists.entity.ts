import { code, table } from '../table';

/** One row per version of each price list; its id is that of the event that published it. */
export const priceLists = table({
  tableName: 'price_lists',
  columns: {
    id: { type: 'uuid', primary: true },
    currency: code,
    code,
    version: { type: 'int' },
    channels: { type: 'text', array: true },
    accounts: { type: 'text', array: true },
    from_at: { type: 'timestamptz' },
    to_at: { type: 'timestamptz', nullable: true },
    prices: { type: 'int' },
    published_at: { type: 'timestamptz' },
    published_by: { type: 'text' },
    withdrawn_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'price_lists_currency', columns: ['currency', 'code', 'version'] },
    { name: 'price_lists_code', columns: ['code', 'id'] },
    { name: 'price_lists_from', columns: ['from_at', 'id'] },
    { name: 'price_lists_published_at', columns: ['published_at', 'id'] },
  ],
});

/** Every price of every version of every list. */
export const listedPrices = table({
  tableName: 'listed_prices',
  columns: {
    list_id: { type: 'uuid', primary: true },
    place: { type: 'int', primary: true },
    product_id: { type: 'uuid' },
    minimum_quantity: { type: 'numeric' },
    price: { type: 'numeric' },
  },
  indices: [{ name: 'listed_prices_product', columns: ['product_id'] }],
});
