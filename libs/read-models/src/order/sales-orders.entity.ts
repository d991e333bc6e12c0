import { aboutCustomer } from '../sales-facts/record-columns';
import { code, table } from '../table';

/**
 * One row per order that sales took. `order_source` and `order_number` are those under which it counts: what another system
 * reports under the same number is the same revenue, and counts in the profile.
 */
export const salesOrders = table({
  tableName: 'sales_orders',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    payer: { ...code, nullable: true },
    status: { type: 'text' },
    order_source: code,
    order_number: code,
    quote_id: { type: 'uuid', nullable: true },
    quote_revision: { type: 'int', nullable: true },
    opportunity_id: { type: 'uuid', nullable: true },
    contact: { type: 'text', nullable: true },
    account: { type: 'text', nullable: true },
    owner: { type: 'text' },
    channel: { type: 'text' },
    currency: { type: 'text' },
    jurisdiction: { type: 'text' },
    lines: { type: 'jsonb' },
    amount: { type: 'numeric' },
    tax: { type: 'numeric' },
    gross: { type: 'numeric' },
    refunded: { type: 'numeric' },
    returned: { type: 'jsonb' },
    reason: { type: 'text', nullable: true },
    placed_at: { type: 'timestamptz' },
    cancelled_at: { type: 'timestamptz', nullable: true },
    joined_at: { type: 'timestamptz', nullable: true },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'sales_orders_placed_at', columns: ['placed_at', 'id'] },
    { name: 'sales_orders_changed_at', columns: ['changed_at', 'id'] },
    { name: 'sales_orders_amount', columns: ['amount', 'id'] },
    { name: 'sales_orders_owner', columns: ['owner', 'status'] },
    { name: 'sales_orders_number', columns: ['order_number', 'order_source'] },
    { name: 'sales_orders_quote', columns: ['quote_id'], where: 'quote_id IS NOT NULL' },
    { name: 'sales_orders_opportunity', columns: ['opportunity_id'], where: 'opportunity_id IS NOT NULL' },
    { name: 'sales_orders_contact', columns: ['contact'], where: 'contact IS NOT NULL' },
    { name: 'sales_orders_account', columns: ['account'], where: 'account IS NOT NULL' },
    { name: 'sales_orders_sku', columns: ['lines'], synchronize: false },
    { name: 'sales_orders_subject', columns: ['subject'] },
    { name: 'sales_orders_organisation', columns: ['organisation'] },
  ],
});
