import { revenueJoins, revenueOf } from '../order/revenue';
import { quoteStatus } from '../quote/reads';
import { customerColumns, customersOf } from './record-views';
import type { AnalystView, ReadSchemas, ViewColumn } from './view';

const sold: readonly ViewColumn[] = [
  ['owner', 's.owner', 'text', 'The sales person whose it is.'],
  ['opportunity_id', 's.opportunity_id', 'uuid', 'The deal that it belongs to.'],
  ['contact', 's.contact', 'text', 'Id of the contact.'],
  ['account', 's.account', 'text', 'Id of the account.'],
  ['channel', 's.channel', 'text', 'phone, store, email, ...'],
  ['currency', 's.currency', 'text', 'ISO 4217, of every amount of the row.'],
  ['jurisdiction', 's.jurisdiction', 'text', 'Whose taxes apply.'],
];

const quotes = (schemas: ReadSchemas): AnalystView => ({
  name: 'quotes',
  comment: 'One row per quote (read model quote): its latest revision, and what became of it.',
  columns: [
    ['quote_id', 's.id', 'uuid', 'Id of the quote.'],
    [
      'status',
      quoteStatus('s'),
      'text',
      'awaiting-approval, approval-refused, offered, expired, accepted or declined: as of now.',
    ],
    ['revision', 's.revision', 'int', '1 as prepared; each revision counts on.'],
    ...customerColumns,
    ...sold,
    ['terms', 's.terms', 'text', 'Terms of sale, by their code.'],
    ['terms_version', 's.terms_version', 'int', 'Their version.'],
    ['list_amount', 's.list', 'numeric', 'Before discount.'],
    ['discount', 's.discount', 'numeric', 'What is taken off.'],
    ['net', 's.net', 'numeric', 'Before tax.'],
    ['tax', 's.tax', 'numeric', 'Tax.'],
    ['gross', 's.gross', 'numeric', 'With tax.'],
    ['approval_needed', 's.approval_needed', 'boolean', 'The discount goes beyond the limit of the terms.'],
    ['approved_by', 's.approved_by', 'text', 'Who agreed to it.'],
    ['reason', 's.reason', 'text', 'Why it was declined.'],
    ['valid_until', 's.valid_until', 'timestamptz', 'It can be accepted before this moment.'],
    ['prepared_at', 's.prepared_at', 'timestamptz', 'When it was prepared.'],
    ['offered_at', 's.offered_at', 'timestamptz', 'When the latest revision was made.'],
    ['closed_at', 's.closed_at', 'timestamptz', 'When it was accepted or declined.'],
    ['changed_at', 's.changed_at', 'timestamptz', 'When the latest fact about it happened.'],
  ],
  from: customersOf(`${schemas.quote}.quotes`, schemas),
});

const lineColumns: readonly ViewColumn[] = [
  ['number', `(l->>'number')::int`, 'int', 'Number of the line.'],
  ['product_id', `(l->>'productId')::uuid`, 'uuid', 'The product.'],
  ['sku', `l->>'sku'`, 'text', 'Its article number.'],
  ['specification', `(l->>'specification')::int`, 'int', 'The version of its specification.'],
  ['quantity', `(l->>'quantity')::numeric`, 'numeric', 'How many.'],
  ['unit', `l->>'unit'`, 'text', 'Of what.'],
  ['unit_price', `(l->>'unitPrice')::numeric`, 'numeric', 'Price of one.'],
  ['price_list', `l->'priceList'->>'code'`, 'text', 'The price list that the price is from.'],
  ['price_list_version', `(l->'priceList'->>'version')::int`, 'int', 'Its version.'],
  ['discount', `(l->>'discount')::numeric`, 'numeric', 'What is taken off the line.'],
  ['net', `(l->>'net')::numeric`, 'numeric', 'The line before tax.'],
  ['tax_rate', `(l->>'taxRate')::numeric`, 'numeric', 'Percent.'],
  ['currency', 's.currency', 'text', 'ISO 4217.'],
];

const quoteLines = ({ quote }: ReadSchemas): AnalystView => ({
  name: 'quote_lines',
  comment: 'One row per line of the latest revision of each quote.',
  columns: [['quote_id', 's.id', 'uuid', 'The quote.'], ...lineColumns],
  from: `${quote}.quotes s CROSS JOIN LATERAL jsonb_array_elements(s.lines) l`,
});

const salesOrders = (schemas: ReadSchemas): AnalystView => ({
  name: 'sales_orders',
  comment:
    'One row per order that sales took (read model order). Revenue of all systems is in orders and refunds, where each number counts once, these included: sum either those, or the column revenue here, never both.',
  columns: [
    ['sales_order_id', 's.id', 'uuid', 'Id of the order in sales.'],
    ['status', 's.status', 'text', 'placed or cancelled.'],
    ['order_source', 's.order_source', 'text', 'Who numbers it: sales, or the system that reports it too.'],
    ['order_id', 's.order_number', 'text', 'The number under which it counts, as in orders.'],
    ['quote_id', 's.quote_id', 'uuid', 'The quote that was accepted; null when it was stated that there is none.'],
    ['quote_revision', 's.quote_revision', 'int', 'Which revision of it.'],
    ...customerColumns,
    ['payer_identity', 's.payer', 'text', 'The identity that pays, as in identity_customer.'],
    ...sold,
    ['amount', 's.amount', 'numeric', 'Before tax, as it was taken.'],
    ['tax', 's.tax', 'numeric', 'Tax.'],
    ['gross', 's.gross', 'numeric', 'With tax.'],
    ['refunded', 's.refunded', 'numeric', 'Before tax, by refunds that sales recorded.'],
    [
      'revenue',
      revenueOf(schemas.profile),
      'numeric',
      'What its number counts, net of refunds, by the earliest report of any system; null until it is there, and for a second order of the same number.',
    ],
    ['revenue_currency', 'p.currency', 'text', 'Currency of that report.'],
    ['reason', 's.reason', 'text', 'Why it was cancelled.'],
    ['placed_at', 's.placed_at', 'timestamptz', 'When it was taken.'],
    ['cancelled_at', 's.cancelled_at', 'timestamptz', 'When it was cancelled.'],
    ['joined_at', 's.joined_at', 'timestamptz', 'When it was joined to the number of another system.'],
    ['changed_at', 's.changed_at', 'timestamptz', 'When the latest fact about it happened.'],
  ],
  from: `${customersOf(`${schemas.order}.sales_orders`, schemas)} ${revenueJoins(schemas.order, schemas.profile)}`,
});

const orderLines = ({ order }: ReadSchemas): AnalystView => ({
  name: 'sales_order_lines',
  comment: 'One row per line of each order that sales took.',
  columns: [
    ['sales_order_id', 's.id', 'uuid', 'The order.'],
    ...lineColumns,
    [
      'returned',
      `coalesce((SELECT (r->>'quantity')::numeric FROM jsonb_array_elements(s.returned) r WHERE r->'number' = l->'number'), 0)`,
      'numeric',
      'How many came back.',
    ],
  ],
  from: `${order}.sales_orders s CROSS JOIN LATERAL jsonb_array_elements(s.lines) l`,
});

/** Quotes and orders. */
export const sellingViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [quotes, quoteLines, salesOrders, orderLines].map((view) => view(schemas));
