import { roles } from '@touchstone/contracts';
import type { AnalystView, ReadSchemas } from './view';

const orders = ({ profile, identity }: ReadSchemas): AnalystView => ({
  name: 'orders',
  comment: 'One row per order (order source, order id), as its earliest report has it.',
  columns: [
    ['order_source', 'o.order_source', 'text', 'Who numbers the order.'],
    ['order_id', 'o.order_id', 'text', 'Its number there.'],
    ['customer_id', 'l.customer_id', 'uuid', 'The customer who pays; the revenue is theirs.'],
    ['payer_identity', 'o.payer', 'text', 'The identity that was named as payer.'],
    ['amount', 'o.amount', 'numeric', 'Amount as ordered; null while only a cancellation is known.'],
    ['currency', 'o.currency', 'text', 'ISO 4217; XXX when the emitter named none.'],
    ['ordered_at', 'o.occurred_at', 'timestamptz', 'Event time of the earliest report.'],
    ['cancelled', 'o.cancelled', 'boolean', 'A cancelled order counts nothing, and neither do its refunds.'],
    ['event_id', 'o.event_id', 'uuid', 'The event that reported it.'],
  ],
  from: `${profile}.orders o LEFT JOIN ${identity}.identity_customer l ON l.identity = o.payer`,
});

const sameOrder = (alias: string) => `${alias}.order_source = r.order_source AND ${alias}.order_id = r.order_id`;

/** What is left of an order that is refunded as a whole; a second such refund finds nothing left. */
const refundedAmount = (profile: string): string => `CASE WHEN r.whole AND o.amount IS NOT NULL
    AND r.event_id = (SELECT w.event_id FROM ${profile}.refunds w
      WHERE ${sameOrder('w')} AND w.whole ORDER BY w.occurred_at, w.event_id LIMIT 1)
  THEN greatest(0, o.amount - (SELECT coalesce(sum(s.amount), 0) FROM ${profile}.refunds s
      WHERE ${sameOrder('s')} AND s.currency = o.currency AND NOT s.whole))
  ELSE r.amount END`;

const refunds = ({ profile, identity }: ReadSchemas): AnalystView => ({
  name: 'refunds',
  comment:
    'One row per refund or credit note. Net revenue is the sum of orders less the sum of refunds, cancelled ones left out.',
  columns: [
    ['event_id', 'r.event_id', 'uuid', 'The event that reported it.'],
    ['order_source', 'r.order_source', 'text', 'Who numbers the order.'],
    ['order_id', 'r.order_id', 'text', 'Number of the order, or of the credit note itself.'],
    [
      'customer_id',
      'l.customer_id',
      'uuid',
      "The customer it counts for: the order's payer, else the one whom the refund names.",
    ],
    ['payer_identity', 'coalesce(o.payer, r.payer)', 'text', 'The identity it counts for.'],
    ['amount', refundedAmount(profile), 'numeric', 'Amount given back, positive.'],
    [
      'currency',
      'CASE WHEN r.whole THEN coalesce(o.currency, r.currency) ELSE r.currency END',
      'text',
      'ISO 4217; XXX when the emitter named none.',
    ],
    ['whole', 'r.whole', 'boolean', 'True when no amount was stated: whatever was left of the order was given back.'],
    ['refunded_at', 'r.occurred_at', 'timestamptz', 'Event time.'],
    ['cancelled', 'coalesce(o.cancelled, false)', 'boolean', 'Its order was cancelled, so it counts nothing.'],
  ],
  from: `${profile}.refunds r
    LEFT JOIN ${profile}.orders o ON ${sameOrder('o')}
    LEFT JOIN ${identity}.identity_customer l ON l.identity = coalesce(o.payer, r.payer)`,
});

const strength = `array_position(ARRAY[${roles.map((role) => `'${role}'`).join(', ')}], e.role)`;

const timeline = ({ timeline: schema, identity }: ReadSchemas): AnalystView => ({
  name: 'timeline',
  comment:
    'One row per fact and customer: what happened, in the strongest role that the customer has in it. Filter by customer_id where you can.',
  distinct: 'DISTINCT ON (l.customer_id, e.occurred_at, e.event_id)',
  columns: [
    ['customer_id', 'l.customer_id', 'uuid', 'The customer on whose timeline it stands.'],
    ['event_id', 'e.event_id', 'uuid', 'Id of the event in the log.'],
    ['occurred_at', 'e.occurred_at', 'timestamptz', 'When it happened.'],
    ['recorded_at', 'e.recorded_at', 'timestamptz', 'When it was recorded.'],
    ['type', 'e.type', 'text', 'Event type, such as touchpoint.order.completed.'],
    ['name', 'e.name', 'text', 'As the emitter called it; null when it was erased.'],
    ['kind', 'e.kind', 'text', 'track, identify, page, screen, group or alias.'],
    ['channel', 'e.channel', 'text', 'web, mobile, email, phone, store, ...'],
    [
      'meaning',
      'e.meaning',
      'text',
      'What its name is reserved for, such as email_opened (docs/event-names.md); null for any other name.',
    ],
    ['role', 'e.role', 'text', 'subject, payer, organisation, ...'],
    ['source', 'e.source', 'text', 'Id of the source that sent it.'],
    ['order_source', 'e.order_source', 'text', 'Who numbers the order that it is about.'],
    ['order_id', 'e.order_id', 'text', 'Number of the order that it is about.'],
    [
      'amount',
      'e.amount',
      'numeric',
      'Amount of the order, refund or cancellation; of anything else what was at stake, which counts nowhere.',
    ],
    ['currency', 'e.currency', 'text', 'ISO 4217; XXX when the emitter named none.'],
    ['conversation_id', 'e.conversation_id', 'text', 'Id of the conversation; null when it was erased.'],
    ['campaign_id', 'e.campaign_id', 'text', 'Id of the campaign of an e-mail; null when it was erased.'],
    ['properties', 'e.properties', 'jsonb', 'Properties as sent, JSON; null when they were erased.'],
    ['traits', 'e.traits', 'jsonb', 'Traits as sent, JSON; null when they were erased.'],
    ['imported', 'e.imported', 'boolean', 'True for history taken over from another system.'],
    ['trace_id', 'e.trace_id', 'text', 'W3C trace in which it arrived.'],
    ['erased', 'e.erased', 'boolean', 'True when its personal fields were erased.'],
    ['identity', 'e.identity', 'text', 'The identity of the customer that it names.'],
  ],
  from: `${schema}.entries e JOIN ${identity}.identity_customer l USING (identity)`,
  orderBy: `l.customer_id, e.occurred_at, e.event_id, ${strength}, e.identity`,
});

export const factViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [orders, refunds, timeline].map((view) => view(schemas));
