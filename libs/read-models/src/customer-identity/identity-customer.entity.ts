import { code, table } from '../table';

/** Whose an identity is. */
export const identityCustomer = table({
  tableName: 'identity_customer',
  columns: { identity: { ...code, primary: true }, type: { type: 'text' }, customer_id: { type: 'uuid' } },
  indices: [{ name: 'identity_customer_customer', columns: ['customer_id'] }],
});
