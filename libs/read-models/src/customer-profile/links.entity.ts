import { code, table } from '../table';

/** Whose an identity is. */
export const links = table({
  tableName: 'links',
  columns: { identity: { ...code, primary: true }, type: { type: 'text' }, customer_id: { type: 'uuid' } },
  indices: [{ name: 'links_customer', columns: ['customer_id'] }],
});
