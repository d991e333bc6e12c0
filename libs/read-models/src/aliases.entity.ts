import { table } from './table';

/** Ids of customers that were absorbed, and who answers for them. */
export const aliases = table({
  tableName: 'aliases',
  columns: { alias: { type: 'uuid', primary: true }, customer_id: { type: 'uuid' } },
  indices: [{ name: 'aliases_customer', columns: ['customer_id'] }],
});
