import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import {
  atLeast,
  byAmount,
  byTime,
  equals,
  listRecords,
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

export const quoteSorts = ['preparedAt', 'validUntil', 'net', 'changedAt'] as const;
export interface QuoteQuestion extends RecordQuestion<(typeof quoteSorts)[number]> {
  readonly status?: string | undefined;
  readonly contact?: string | undefined;
  readonly account?: string | undefined;
  readonly opportunity?: string | undefined;
  readonly channel?: string | undefined;
  readonly currency?: string | undefined;
  readonly sku?: string | undefined;
  readonly minNet?: string | undefined;
}

/** Nobody has to be awake when a quote expires: its own `valid_until` says it, whoever asks. */
export const quoteStatus = (row: string): string => `CASE
  WHEN ${row}.status IN ('accepted', 'declined') OR ${row}.valid_until > now() THEN ${row}.status ELSE 'expired' END`;

const sorts = {
  preparedAt: byTime('prepared_at'),
  validUntil: byTime('valid_until'),
  net: byAmount('net'),
  changedAt: byTime('changed_at'),
};

/** Reads of one version of the quotes. */
export const quoteReads = (schema: string, customers: CustomerSchemas) => {
  const list = {
    table: `${schema}.quotes`,
    joins: customerJoins(customers),
    item: `json_build_object('id', s.id, ${customerMembers}, 'status', ${quoteStatus('s')}, 'revision', s.revision,
      'owner', s.owner, 'opportunityId', s.opportunity_id, 'contact', s.contact, 'account', s.account, 'channel', s.channel,
      'currency', s.currency, 'jurisdiction', s.jurisdiction, 'lines', s.lines, 'list', s.list::text, 'discount', s.discount::text,
      'net', s.net::text, 'tax', s.tax::text, 'gross', s.gross::text, 'terms', json_build_object('code', s.terms, 'version', s.terms_version),
      'approvalNeeded', s.approval_needed, 'approvedBy', s.approved_by, 'reason', s.reason,
      'validUntil', ${isoTime('s.valid_until')}, 'preparedAt', ${isoTime('s.prepared_at')}, 'offeredAt', ${isoTime('s.offered_at')},
      'closedAt', ${isoTime('s.closed_at')}, 'changedAt', ${isoTime('s.changed_at')}, ${incompleteMember(schema)})::text`,
  };
  return {
    quotes: (
      db: Queryable,
      question: QuoteQuestion,
      after: RecordKey | undefined,
      limit: number,
    ): Promise<RecordItem[]> => {
      const { q, customer, owner, reach, sort, descending, status, contact, account, sku } = question;
      const asked = [
        named(customers, q),
        ofCustomer(customers, customer),
        equals('owner', owner),
        reached(reach, 'owner'),
        [(given: string) => `${quoteStatus('s')} = ${given}`, status] as const,
        equals('contact', contact),
        equals('account', account),
        equals('opportunity_id', question.opportunity),
        equals('channel', question.channel),
        equals('currency', question.currency),
        withLineOf(sku),
        atLeast('net', question.minNet),
      ];
      return listRecords(db, list, asked, { sort: sorts[sort], descending, after, limit });
    },
  };
};
export type QuoteReads = ReturnType<typeof quoteReads>;
