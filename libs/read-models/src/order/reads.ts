import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import {
  atLeast,
  byAmount,
  byTime,
  equals,
  fromDay,
  listRecords,
  untilDay,
  type RecordItem,
  type RecordKey,
} from '../sales-facts/list-records';
import { withLineOf } from '../sales-facts/lines';
import {
  customerJoins,
  customerMembers,
  incompleteMember,
  named,
  ofCustomer,
  reached,
  type CustomerSchemas,
} from '../sales-facts/record-customer';
import type { RecordQuestion } from '../sales-facts/record-question';
import { revenueJoins, revenueOf } from './revenue';

export const orderSorts = ['placedAt', 'amount', 'changedAt'] as const;
export interface OrderQuestion extends RecordQuestion<(typeof orderSorts)[number]> {
  readonly status?: string | undefined;
  readonly contact?: string | undefined;
  readonly account?: string | undefined;
  readonly opportunity?: string | undefined;
  readonly quote?: string | undefined;
  readonly number?: string | undefined;
  readonly channel?: string | undefined;
  readonly currency?: string | undefined;
  readonly sku?: string | undefined;
  readonly minAmount?: string | undefined;
  /** Days. */
  readonly placedFrom?: string | undefined;
  readonly placedUntil?: string | undefined;
}

const sorts = { placedAt: byTime('placed_at'), amount: byAmount('amount'), changedAt: byTime('changed_at') };

/** Reads of one version of the orders; what counts as revenue comes from the profile. */
export const orderReads = (schema: string, customers: CustomerSchemas) => {
  const list = {
    table: `${schema}.sales_orders`,
    joins: `${customerJoins(customers)} ${revenueJoins(schema, customers.profile)}`,
    item: `json_build_object('id', s.id, ${customerMembers}, 'status', s.status,
      'number', json_build_object('source', s.order_source, 'id', s.order_number), 'quoteId', s.quote_id,
      'quoteRevision', s.quote_revision, 'opportunityId', s.opportunity_id, 'contact', s.contact, 'account', s.account,
      'owner', s.owner, 'channel', s.channel, 'currency', s.currency, 'jurisdiction', s.jurisdiction, 'lines', s.lines,
      'amount', s.amount::text, 'tax', s.tax::text, 'gross', s.gross::text, 'refunded', s.refunded::text, 'returned', s.returned,
      'revenue', CASE WHEN p.amount IS NOT NULL
        THEN json_build_object('amount', trim_scale(${revenueOf(customers.profile)})::text, 'currency', p.currency) END,
      'reason', s.reason, 'placedAt', ${isoTime('s.placed_at')}, 'cancelledAt', ${isoTime('s.cancelled_at')},
      'joinedAt', ${isoTime('s.joined_at')}, 'changedAt', ${isoTime('s.changed_at')}, ${incompleteMember(schema)})::text`,
  };
  return {
    orders: (
      db: Queryable,
      question: OrderQuestion,
      after: RecordKey | undefined,
      limit: number,
    ): Promise<RecordItem[]> => {
      const { q, customer, owner, reach, sort, descending, sku } = question;
      const asked = [
        named(customers, q),
        ofCustomer(customers, customer),
        equals('owner', owner),
        reached(reach, 'owner'),
        equals('status', question.status),
        equals('contact', question.contact),
        equals('account', question.account),
        equals('opportunity_id', question.opportunity),
        equals('quote_id', question.quote),
        equals('order_number', question.number),
        equals('channel', question.channel),
        equals('currency', question.currency),
        withLineOf(sku),
        atLeast('amount', question.minAmount),
        fromDay('placed_at', question.placedFrom),
        untilDay('placed_at', question.placedUntil),
      ];
      return listRecords(db, list, asked, { sort: sorts[sort], descending, after, limit });
    },
  };
};
export type OrderReads = ReturnType<typeof orderReads>;
