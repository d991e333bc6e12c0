import { code, table } from '../table';

/** What orders and refunds come to per payer and currency. */
export const orderTotals = table({
  tableName: 'order_totals',
  columns: {
    identity: { ...code, primary: true },
    currency: { type: 'text', primary: true },
    orders: { type: 'bigint' },
    gross: { type: 'numeric' },
    refunded: { type: 'numeric' },
  },
});
