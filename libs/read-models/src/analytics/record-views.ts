import type { AnalystView, ReadSchemas, ViewColumn } from './view';

/** Whom a record is about. */
export const customerColumns: readonly ViewColumn[] = [
  ['customer_id', 'c.customer_id', 'uuid', 'The customer whom it is about.'],
  ['organisation_customer_id', 'o.customer_id', 'uuid', 'The organisation beside a person.'],
  ['subject_identity', 's.subject', 'text', 'The identity that its facts name, as in identity_customer.'],
];

/** The rows of a table as s, with their customers. */
export const customersOf = (table: string, { identity }: ReadSchemas): string => `${table} s
    LEFT JOIN ${identity}.identity_customer c ON c.identity = s.subject
    LEFT JOIN ${identity}.identity_customer o ON o.identity = s.organisation`;

const changed: ViewColumn = ['changed_at', 's.changed_at', 'timestamptz', 'When the latest fact about it happened.'];

const leads = (schemas: ReadSchemas): AnalystView => ({
  name: 'leads',
  comment: 'One row per lead as it stands (read model sales-records). Names are in customers.',
  columns: [
    ['lead_id', 's.id', 'uuid', 'Id of the lead.'],
    ...customerColumns,
    ['status', 's.status', 'text', 'open, qualified or disqualified.'],
    ['owner', 's.owner', 'text', 'The sales person whose lead it is; null while nobody is.'],
    ['channel', 's.channel', 'text', 'Where the contact was made.'],
    ['origin', 's.origin', 'text', 'What brought the lead, as a code.'],
    ['country', 's.country', 'text', 'Where the lead is, ISO 3166.'],
    ['contact_id', 's.contact_id', 'uuid', 'The contact that it turned out to be.'],
    ['account_id', 's.account_id', 'uuid', 'The account that the contact buys for.'],
    ['reason', 's.reason', 'text', 'Why it was disqualified, as a code.'],
    ['captured_at', 's.captured_at', 'timestamptz', 'When it was written down.'],
    ['closed_at', 's.closed_at', 'timestamptz', 'When it was qualified or disqualified.'],
    changed,
  ],
  from: customersOf(`${schemas.records}.leads`, schemas),
});

const contacts = (schemas: ReadSchemas): AnalystView => ({
  name: 'contacts',
  comment: 'One row per contact as it stands (read model sales-records). Names are in customers.',
  columns: [
    ['contact_id', 's.id', 'uuid', 'Id of the contact.'],
    ...customerColumns,
    ['owner', 's.owner', 'text', 'The sales person whose contact it is.'],
    ['lead_id', 's.lead_id', 'uuid', 'The lead that it was before.'],
    ['added_at', 's.added_at', 'timestamptz', 'When it was added.'],
    changed,
  ],
  from: customersOf(`${schemas.records}.contacts`, schemas),
});

const contactAccounts = ({ records }: ReadSchemas): AnalystView => ({
  name: 'contact_accounts',
  comment: 'The parts that contacts play at accounts today.',
  columns: [
    ['contact_id', 's.id', 'uuid', 'The contact.'],
    ['account_id', `(a->>'accountId')::uuid`, 'uuid', 'The account.'],
    ['role', `a->>'role'`, 'text', 'Part in buying, as a code.'],
  ],
  from: `${records}.contacts s CROSS JOIN LATERAL jsonb_array_elements(s.accounts) a`,
});

const accounts = (schemas: ReadSchemas): AnalystView => ({
  name: 'accounts',
  comment: 'One row per account as it stands (read model sales-records). Names are in customers.',
  columns: [
    ['account_id', 's.id', 'uuid', 'Id of the account.'],
    ['customer_id', 'c.customer_id', 'uuid', 'The organisation that it is.'],
    ['subject_identity', 's.subject', 'text', 'The identity that its facts name, as in identity_customer.'],
    ['owner', 's.owner', 'text', 'The sales person whose account it is.'],
    ['parent_id', 's.parent_id', 'uuid', 'The account that it belongs to.'],
    ['opened_at', 's.opened_at', 'timestamptz', 'When it was opened.'],
    changed,
  ],
  from: customersOf(`${schemas.records}.accounts`, schemas),
});

const handoffs = (schemas: ReadSchemas): AnalystView => ({
  name: 'handoffs',
  comment: 'One row per hand-off from one department to another (read model sales-records).',
  columns: [
    ['handoff_id', 's.id', 'uuid', 'Id of the hand-off.'],
    ...customerColumns,
    ['status', 's.status', 'text', 'offered (nobody has taken it yet), accepted or returned.'],
    ['subject', 's.matter', 'text', 'What is handed on, as a code.'],
    ['from_department', 's.from_department', 'text', 'Who hands on.'],
    ['from_person', 's.from_person', 'text', 'The person there.'],
    ['to_department', 's.to_department', 'text', 'Who is to take it.'],
    ['to_person', 's.to_person', 'text', 'The person there.'],
    ['contact_id', 's.contact_id', 'uuid', 'The contact whom it is about.'],
    ['account_id', 's.account_id', 'uuid', 'The account that it is about.'],
    ['opportunity_id', 's.opportunity_id', 'uuid', 'The deal that it came of.'],
    ['sales_order_id', 's.order_id', 'uuid', 'The order that it came of.'],
    ['reason', 's.reason', 'text', 'Why it was returned, as a code.'],
    ['offered_at', 's.offered_at', 'timestamptz', 'When it was offered.'],
    ['closed_at', 's.closed_at', 'timestamptz', 'When it was accepted or returned; null while it waits.'],
    ['after_ms', 's.after_ms', 'bigint', 'Milliseconds from the offer to the answer.'],
    changed,
  ],
  from: customersOf(`${schemas.records}.handoffs`, schemas),
});

const activities = (schemas: ReadSchemas): AnalystView => ({
  name: 'activities',
  comment:
    'One row per call, visit, meeting, task or note (read model activity). A contact made is a call, visit or meeting with status done.',
  columns: [
    ['activity_id', 's.id', 'uuid', 'Id of the activity.'],
    ...customerColumns,
    ['kind', 's.kind', 'text', 'call, visit, meeting, task or note.'],
    ['status', 's.status', 'text', 'planned, done or cancelled.'],
    ['owner', 's.owner', 'text', 'Who is to do it; once it is done, who did it.'],
    ['contact_id', 's.contact_id', 'uuid', 'The contact whom it is about.'],
    ['lead_id', 's.lead_id', 'uuid', 'The lead whom it is about.'],
    ['account_id', 's.account_id', 'uuid', 'The account that it is about.'],
    ['opportunity_id', 's.opportunity_id', 'uuid', 'The deal that it serves.'],
    ['due_at', 's.due_at', 'timestamptz', 'By when.'],
    ['done_at', 's.done_at', 'timestamptz', 'When it took place.'],
    ['outcome', 's.outcome', 'text', 'What came of it, as a code.'],
    ['reason', 's.reason', 'text', 'Why it was called off, as a code.'],
    ['planned_at', 's.planned_at', 'timestamptz', 'When it was planned.'],
    changed,
  ],
  from: customersOf(`${schemas.activity}.activities`, schemas),
});

/** Leads, contacts, accounts, hand-offs and activities. */
export const recordViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [leads, contacts, contactAccounts, accounts, handoffs, activities].map((view) => view(schemas));
