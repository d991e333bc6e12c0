import { code, table } from '../table';

/** Orders as their earliest report has them; amounts are null while only a cancellation is known. */
export const orders = table({
  tableName: 'orders',
  columns: {
    order_source: { ...code, primary: true },
    order_id: { ...code, primary: true },
    payer: { ...code, nullable: true },
    amount: { type: 'numeric', nullable: true },
    currency: { type: 'text', nullable: true },
    occurred_at: { type: 'timestamptz', nullable: true },
    event_id: { type: 'uuid', nullable: true },
    cancelled: { type: 'boolean' },
  },
  indices: [{ name: 'orders_payer', columns: ['payer'] }],
});
