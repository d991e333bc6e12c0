import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import { byTime, equals, listRecords, type RecordItem, type RecordKey } from '../sales-facts/list-records';
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

export const handoffSorts = ['offeredAt', 'changedAt'] as const;
export interface HandoffQuestion extends RecordQuestion<(typeof handoffSorts)[number]> {
  readonly status?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fromDepartment?: string | undefined;
  readonly toDepartment?: string | undefined;
}

const side = (of: string): string => `json_build_object('department', s.${of}_department, 'person', s.${of}_person)`;

// One that waits is as old as it waits.
const afterMs = `coalesce(s.after_ms, (extract(epoch FROM now() - s.offered_at) * 1000)::bigint)`;

/** Hand-offs of one version of the records. Both sides see them, so that none is orphaned. */
export const handoffReads = (schema: string, customers: CustomerSchemas) => {
  const list = {
    table: `${schema}.handoffs`,
    joins: customerJoins(customers),
    item: `json_build_object('id', s.id, ${customerMembers}, 'status', s.status, 'subject', s.matter,
      'from', ${side('from')}, 'to', ${side('to')}, 'contactId', s.contact_id, 'accountId', s.account_id,
      'opportunityId', s.opportunity_id, 'orderId', s.order_id, 'reason', s.reason,
      'offeredAt', ${isoTime('s.offered_at')}, 'closedAt', ${isoTime('s.closed_at')}, 'afterMs', greatest(0, ${afterMs}),
      'changedAt', ${isoTime('s.changed_at')}, ${incompleteMember(schema)})::text`,
  };
  return {
    handoffs: (
      db: Queryable,
      question: HandoffQuestion,
      after: RecordKey | undefined,
      limit: number,
    ): Promise<RecordItem[]> => {
      const { q, customer, owner, reach, status, from, to, fromDepartment, toDepartment } = question;
      const sort = { offeredAt: byTime('offered_at'), changedAt: byTime('changed_at') }[question.sort];
      const asked = [
        named(customers, q),
        ofCustomer(customers, customer),
        [(given: string) => `${given} IN (s.from_person, s.to_person)`, owner] as const,
        reached(reach, 'from_person', 'to_person'),
        equals('status', status),
        equals('from_person', from),
        equals('to_person', to),
        equals('from_department', fromDepartment),
        equals('to_department', toDepartment),
      ];
      return listRecords(db, list, asked, { sort, descending: question.descending, after, limit });
    },
  };
};
export type HandoffReads = ReturnType<typeof handoffReads>;
