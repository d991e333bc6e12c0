import { code, table } from '../table';

/** The words that customers are found by. */
export const nameTokensTable = table({
  tableName: 'name_tokens',
  columns: { token: { ...code, primary: true }, customer_id: { type: 'uuid', primary: true } },
  indices: [{ name: 'name_tokens_customer', columns: ['customer_id'] }],
});
