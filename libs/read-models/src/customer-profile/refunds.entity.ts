import { code, table } from '../table';

/** Refunds and credit notes. */
export const refunds = table({
  tableName: 'refunds',
  columns: {
    event_id: { type: 'uuid', primary: true },
    order_source: code,
    order_id: code,
    payer: { ...code, nullable: true },
    amount: { type: 'numeric' },
    currency: { type: 'text' },
    occurred_at: { type: 'timestamptz' },
    whole: { type: 'boolean', default: false },
  },
  indices: [{ name: 'refunds_order', columns: ['order_source', 'order_id'] }],
});
