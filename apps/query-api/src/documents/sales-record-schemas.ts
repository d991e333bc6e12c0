import { activityKinds, channels, departments } from '@touchstone/contracts';
import { listOf, object, pageOf, type Schema } from './schemas';

const text = { type: 'string' };
const maybeText = { type: ['string', 'null'] };
const count = { type: 'integer', minimum: 0 };
const uuid = { type: 'string', format: 'uuid' };
const maybeUuid = { type: ['string', 'null'], format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const maybeTime = { type: ['string', 'null'], format: 'date-time' };
const decimal = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
const flag = { type: 'boolean' };

const customer = {
  customerId: maybeUuid,
  name: {
    ...maybeText,
    description: 'As the profile shows it; null until the profile knows it, and once it was erased.',
  },
  organisation: {
    ...object({ customerId: maybeUuid, name: maybeText }),
    type: ['object', 'null'],
    description: 'The organisation beside a person.',
  },
};
const record = (members: Record<string, Schema>): Schema =>
  object({
    id: uuid,
    ...customer,
    ...members,
    changedAt: time,
    incomplete: { ...flag, description: 'A fact of it could not be read.' },
  });

const priced = {
  owner: text,
  opportunityId: maybeUuid,
  contact: maybeText,
  account: maybeText,
  channel: { enum: channels },
  currency: text,
  jurisdiction: text,
  lines: listOf({ type: 'object' }),
  tax: decimal,
  gross: decimal,
};
const side = object({ department: { enum: departments }, person: text });

/** JSON Schemas of the lists of sales. */
export const salesRecordSchemas: Readonly<Record<string, Schema>> = {
  LeadRow: record({
    status: { enum: ['open', 'qualified', 'disqualified'] },
    owner: maybeText,
    channel: { enum: channels },
    origin: maybeText,
    country: maybeText,
    contactId: maybeUuid,
    accountId: maybeUuid,
    reason: maybeText,
    capturedAt: time,
    closedAt: maybeTime,
  }),
  LeadPage: pageOf('LeadRow'),
  ContactRow: record({
    owner: maybeText,
    leadId: maybeUuid,
    accounts: listOf(object({ accountId: uuid, role: text })),
    addedAt: time,
  }),
  ContactPage: pageOf('ContactRow'),
  AccountRow: record({ owner: maybeText, parentId: maybeUuid, openedAt: time }),
  AccountPage: pageOf('AccountRow'),
  HandoffRow: record({
    status: { enum: ['offered', 'accepted', 'returned'] },
    subject: text,
    from: side,
    to: side,
    contactId: maybeUuid,
    accountId: maybeUuid,
    opportunityId: maybeUuid,
    orderId: maybeUuid,
    reason: maybeText,
    offeredAt: time,
    closedAt: maybeTime,
    afterMs: { ...count, description: 'From the offer to the answer; of one that waits, until now.' },
  }),
  HandoffPage: pageOf('HandoffRow'),
  QuoteRow: record({
    status: { enum: ['awaiting-approval', 'approval-refused', 'offered', 'expired', 'accepted', 'declined'] },
    revision: count,
    ...priced,
    list: decimal,
    discount: decimal,
    net: decimal,
    terms: object({ code: text, version: count }),
    approvalNeeded: flag,
    approvedBy: maybeText,
    reason: maybeText,
    validUntil: time,
    preparedAt: time,
    offeredAt: time,
    closedAt: maybeTime,
  }),
  QuotePage: pageOf('QuoteRow'),
  OrderRow: record({
    status: { enum: ['placed', 'cancelled'] },
    number: {
      ...object({ source: text, id: text }),
      description: 'Under which it counts; what a shop reports under the same number is the same revenue.',
    },
    quoteId: maybeUuid,
    quoteRevision: { type: ['integer', 'null'] },
    ...priced,
    amount: decimal,
    refunded: decimal,
    returned: listOf(object({ number: count, quantity: decimal })),
    revenue: {
      ...object({ amount: decimal, currency: text }),
      type: ['object', 'null'],
      description:
        'What its number counts in profiles, net of refunds, by the earliest report; null until it is there, and for a second order of the same number.',
    },
    reason: maybeText,
    placedAt: time,
    cancelledAt: maybeTime,
    joinedAt: maybeTime,
  }),
  OrderPage: pageOf('OrderRow'),
  ActivityRow: record({
    kind: { enum: activityKinds },
    status: { enum: ['planned', 'done', 'cancelled'] },
    owner: text,
    contactId: maybeUuid,
    leadId: maybeUuid,
    accountId: maybeUuid,
    opportunityId: maybeUuid,
    dueAt: maybeTime,
    doneAt: maybeTime,
    outcome: maybeText,
    reason: maybeText,
    plannedAt: time,
  }),
  ActivityPage: pageOf('ActivityRow'),
  ContactsMade: object({
    from: text,
    until: text,
    items: listOf(object({ day: text, owner: text, call: count, visit: count, meeting: count, total: count })),
  }),
};
