import { contactKinds } from '@touchstone/contracts';
import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import {
  byTime,
  equals,
  fromDay,
  listRecords,
  untilDay,
  type RecordItem,
  type RecordKey,
} from '../sales-facts/list-records';
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
import { salesConditions, type SalesFilter } from '../sales-facts/sales-filter';

export const activitySorts = ['dueAt', 'plannedAt', 'changedAt'] as const;
export interface ActivityQuestion extends RecordQuestion<(typeof activitySorts)[number]> {
  readonly status?: string | undefined;
  readonly kind?: string | undefined;
  readonly contact?: string | undefined;
  readonly lead?: string | undefined;
  readonly account?: string | undefined;
  readonly opportunity?: string | undefined;
  /** Days. */
  readonly dueFrom?: string | undefined;
  readonly dueUntil?: string | undefined;
  readonly doneFrom?: string | undefined;
  readonly doneUntil?: string | undefined;
}

export interface ContactsQuestion extends Pick<SalesFilter, 'reach' | 'owner'> {
  /** Days: the first that counts, and the first that counts no more. */
  readonly from: string;
  readonly until: string;
}
/** Contacts that one sales person made on one day (UTC). */
export interface ContactsMade {
  readonly day: string;
  readonly owner: string;
  readonly call: number;
  readonly visit: number;
  readonly meeting: number;
  readonly total: number;
}

const sorts = {
  // What is due at no time comes after everything that is.
  dueAt: { sql: `coalesce(s.due_at, '9999-12-31Z'::timestamptz)`, type: 'timestamptz' },
  plannedAt: byTime('planned_at'),
  changedAt: byTime('changed_at'),
} as const;

const counted = contactKinds.map((kind) => `(count(*) FILTER (WHERE s.kind = '${kind}'))::int AS ${kind}`).join(', ');
const isContact = `s.kind IN (${contactKinds.map((kind) => `'${kind}'`).join(', ')})`;

/** Reads of one version of the activities. */
export const activityReads = (schema: string, customers: CustomerSchemas) => {
  const list = {
    table: `${schema}.activities`,
    joins: customerJoins(customers),
    item: `json_build_object('id', s.id, ${customerMembers}, 'kind', s.kind, 'status', s.status, 'owner', s.owner,
      'contactId', s.contact_id, 'leadId', s.lead_id, 'accountId', s.account_id, 'opportunityId', s.opportunity_id,
      'dueAt', ${isoTime('s.due_at')}, 'doneAt', ${isoTime('s.done_at')}, 'outcome', s.outcome, 'reason', s.reason,
      'plannedAt', ${isoTime('s.planned_at')}, 'changedAt', ${isoTime('s.changed_at')}, ${incompleteMember(schema)})::text`,
  };
  return {
    activities: (
      db: Queryable,
      question: ActivityQuestion,
      after: RecordKey | undefined,
      limit: number,
    ): Promise<RecordItem[]> => {
      const { q, customer, owner, reach, sort, descending } = question;
      const asked = [
        named(customers, q),
        ofCustomer(customers, customer),
        equals('owner', owner),
        reached(reach, 'owner'),
        equals('status', question.status),
        equals('kind', question.kind),
        equals('contact_id', question.contact),
        equals('lead_id', question.lead),
        equals('account_id', question.account),
        equals('opportunity_id', question.opportunity),
        fromDay('due_at', question.dueFrom),
        untilDay('due_at', question.dueUntil),
        fromDay('done_at', question.doneFrom),
        untilDay('done_at', question.doneUntil),
      ];
      return listRecords(db, list, asked, { sort: sorts[sort], descending, after, limit });
    },
    contactsMade: async (db: Queryable, { from, until, owner, reach }: ContactsQuestion): Promise<ContactsMade[]> => {
      const asked = salesConditions({ owner, reach }, {}, 3);
      const text = `SELECT to_char(s.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, s.owner, ${counted}, count(*)::int AS total
        FROM ${schema}.activities s
        WHERE s.status = 'done' AND ${isContact} AND s.done_at >= ($1 || 'T00:00:00Z')::timestamptz
          AND s.done_at < ($2 || 'T00:00:00Z')::timestamptz ${asked.sql}
        GROUP BY 1, 2 ORDER BY 1, 2`;
      return (await db.query<ContactsMade>({ text, values: [from, until, ...asked.values] })).rows;
    },
  };
};
export type ActivityReads = ReturnType<typeof activityReads>;
