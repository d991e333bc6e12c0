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

export const leadSorts = ['capturedAt', 'changedAt'] as const;
export interface LeadQuestion extends RecordQuestion<(typeof leadSorts)[number]> {
  readonly status?: string | undefined;
  readonly channel?: string | undefined;
  readonly origin?: string | undefined;
  readonly country?: string | undefined;
}
export const contactSorts = ['addedAt', 'changedAt'] as const;
export interface ContactQuestion extends RecordQuestion<(typeof contactSorts)[number]> {
  readonly account?: string | undefined;
}
export const accountSorts = ['openedAt', 'changedAt'] as const;
export interface AccountQuestion extends RecordQuestion<(typeof accountSorts)[number]> {
  readonly parent?: string | undefined;
}

const leadItem = `'status', s.status, 'owner', s.owner, 'channel', s.channel, 'origin', s.origin, 'country', s.country,
  'contactId', s.contact_id, 'accountId', s.account_id, 'reason', s.reason,
  'capturedAt', ${isoTime('s.captured_at')}, 'closedAt', ${isoTime('s.closed_at')}`;
const contactItem = `'owner', s.owner, 'leadId', s.lead_id, 'accounts', s.accounts, 'addedAt', ${isoTime('s.added_at')}`;
const accountItem = `'owner', s.owner, 'parentId', s.parent_id, 'openedAt', ${isoTime('s.opened_at')}`;

type Page = readonly [after: RecordKey | undefined, limit: number];

/** Reads of one version of the records; names come from the profile. */
export const recordReads = (schema: string, customers: CustomerSchemas) => {
  const list = (table: string, members: string) => ({
    table: `${schema}.${table}`,
    joins: customerJoins(customers),
    item: `json_build_object('id', s.id, ${customerMembers}, ${members}, 'changedAt', ${isoTime('s.changed_at')},
      ${incompleteMember(schema)})::text`,
  });
  const lists = {
    leads: list('leads', leadItem),
    contacts: list('contacts', contactItem),
    accounts: list('accounts', accountItem),
  };
  const asked = ({ q, customer, owner, reach }: RecordQuestion<string>, columns?: readonly string[]) => [
    named(customers, q),
    ofCustomer(customers, customer, columns),
    equals('owner', owner),
    reached(reach, 'owner'),
  ];
  return {
    leads: (db: Queryable, question: LeadQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { status, channel, origin, country, sort: by, descending } = question;
      const sort = { capturedAt: byTime('captured_at'), changedAt: byTime('changed_at') }[by];
      const narrowed = [
        equals('status', status),
        equals('channel', channel),
        equals('origin', origin),
        equals('country', country),
      ];
      return listRecords(db, lists.leads, [...asked(question), ...narrowed], { sort, descending, after, limit });
    },
    contacts: (db: Queryable, question: ContactQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { account, sort: by, descending } = question;
      const sort = { addedAt: byTime('added_at'), changedAt: byTime('changed_at') }[by];
      const part = account && JSON.stringify([{ accountId: account }]);
      const narrowed = [[(given: string) => `s.accounts @> ${given}::jsonb`, part] as const];
      return listRecords(db, lists.contacts, [...asked(question), ...narrowed], { sort, descending, after, limit });
    },
    accounts: (db: Queryable, question: AccountQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { parent, sort: by, descending } = question;
      const sort = { openedAt: byTime('opened_at'), changedAt: byTime('changed_at') }[by];
      // Nothing stands beside an account: it is the organisation.
      const narrowed = [...asked(question, ['subject']), equals('parent_id', parent)];
      return listRecords(db, lists.accounts, narrowed, { sort, descending, after, limit });
    },
  };
};
export type RecordReads = ReturnType<typeof recordReads>;
