import { customerSalesSql } from '../customer-sales/customer-sales-sql';
import type { AnalystView, ReadSchemas, ViewColumn } from './view';

const salesColumns = (schema: string): readonly ViewColumn[] => {
  const { owner, lastContact, openDeals, openAmounts } = customerSalesSql(schema);
  return [
    [
      'owner',
      owner('owner'),
      'text',
      'Sales person who owns the customer: whoever was named last; null while nobody was.',
    ],
    ['owner_since', owner('since'), 'timestamptz', 'When that was.'],
    [
      'open_deals',
      openDeals,
      'bigint',
      'Open opportunities in which the customer takes part, as a person or as the account.',
    ],
    ['open_deal_amounts', `${openAmounts}::jsonb`, 'jsonb', 'What they are worth: JSON list of { currency, amount }.'],
    [
      'last_contact_at',
      lastContact('contact_at'),
      'timestamptz',
      'Event time of the last call, visit or meeting of sales.',
    ],
    ['last_contact_by', lastContact('person'), 'text', 'Sales person who made it.'],
    ['last_contact_kind', lastContact('kind'), 'text', 'call, visit or meeting.'],
  ];
};

const customers = ({ profile, customerSales }: ReadSchemas): AnalystView => ({
  name: 'customers',
  comment: 'One row per customer, as the profile shows it. A customer is a set of linked source identities.',
  columns: [
    [
      'customer_id',
      'c.id',
      'uuid',
      'Id of the customer. It changes only when two customers merge: the older one survives.',
    ],
    ['kind', 'c.kind', 'text', 'person or organisation.'],
    ['name', 'c.name', 'text', 'Name as the newest traits have it; null when nobody told one or it was erased.'],
    ['traits', 'c.traits', 'jsonb', 'Traits as JSON, for each key the newest by event time.'],
    ['first_seen_at', 'c.first_seen_at', 'timestamptz', 'Event time of the first touchpoint.'],
    ['last_seen_at', 'c.last_seen_at', 'timestamptz', 'Event time of the latest touchpoint.'],
    ['touchpoints', 'c.touchpoints', 'bigint', 'Number of touchpoints; each counts once, at its primary identity.'],
    ['channels', 'c.channels', 'text[]', 'Channels on which the customer was seen.'],
    [
      'activity',
      'c.activity',
      'jsonb',
      'JSON: { meaning: { count, lastAt } } of everything whose name is recognised (docs/event-names.md).',
    ],
    ['email_engaged_at', 'c.email_engaged_at', 'timestamptz', 'When an e-mail was last opened or clicked.'],
    ['conversations', 'c.conversations', 'bigint', 'Conversations that were started.'],
    ['order_count', 'c.order_count', 'bigint', 'Orders that are not cancelled.'],
    ['revenue', 'c.revenue', 'jsonb', 'Net of refunds and credit notes: JSON list of { currency, amount }.'],
    ['gross_revenue', 'c.gross_revenue', 'jsonb', 'Before refunds: JSON list of { currency, amount }.'],
    ...salesColumns(customerSales),
    ['aliases', 'c.aliases', 'uuid[]', 'Ids of customers that were absorbed by merges.'],
    [
      'incomplete',
      'c.incomplete',
      'boolean',
      'True while a fact of this customer could not be read; its numbers are then too low.',
    ],
    ['erased', 'c.erased', 'boolean', 'True when personal data of this customer was erased.'],
  ],
  from: `${profile}.customers c`,
});

const identifiers = ({ identity }: ReadSchemas): AnalystView => ({
  name: 'customer_identifiers',
  comment: 'Every identifier of every customer in plain form. An erased identifier has no row.',
  distinct: 'DISTINCT',
  columns: [
    ['customer_id', 'l.customer_id', 'uuid', 'The customer that the identifier belongs to.'],
    ['type', 'i.type', 'text', 'Identifier type: user_id, email, phone, loyalty_card, group_id, ...'],
    ['value', 'i.value', 'text', 'The identifier in normalised form: e-mail in lower case, phone as +44...'],
    ['identity', 'i.identity', 'text', 'Its opaque id, as in identity_customer.'],
  ],
  from: `${identity}.identifiers i JOIN ${identity}.identity_customer l USING (identity)`,
});

const identityCustomer = ({ identity }: ReadSchemas): AnalystView => ({
  name: 'identity_customer',
  comment: 'Whose an identity is. Other views join through it, so that a merge changes no history.',
  columns: [
    ['identity', 'l.identity', 'text', 'Opaque id of an identifier (32 hex digits).'],
    ['type', 'l.type', 'text', 'Its identifier type.'],
    ['customer_id', 'l.customer_id', 'uuid', 'The customer that it belongs to today.'],
  ],
  from: `${identity}.identity_customer l`,
});

const memberships = ({ identity }: ReadSchemas): AnalystView => ({
  name: 'memberships',
  comment: 'Persons and the organisations beside which they were seen.',
  columns: [
    ['person_customer_id', 'p.customer_id', 'uuid', 'The person.'],
    ['organisation_customer_id', 'o.customer_id', 'uuid', 'The organisation.'],
    ['person_identity', 'm.person', 'text', 'The identity of the person that was named.'],
    ['organisation_identity', 'm.organisation', 'text', 'The identity of the organisation that was named.'],
    ['first_at', 'm.first_at', 'timestamptz', 'Event time of the first event that names both.'],
    ['last_at', 'm.last_at', 'timestamptz', 'Event time of the latest event that names both.'],
  ],
  from: `${identity}.memberships m
    LEFT JOIN ${identity}.identity_customer p ON p.identity = m.person
    LEFT JOIN ${identity}.identity_customer o ON o.identity = m.organisation`,
});

const quarantine = ({ identity }: ReadSchemas): AnalystView => ({
  name: 'quarantine',
  comment: 'Pairs of identities that evidence would link, but a limit or a cannot-link keeps apart.',
  columns: [
    ['left_identity', 'p.left_identity', 'text', 'One side.'],
    ['right_identity', 'p.right_identity', 'text', 'The other side.'],
    ['left_customer_id', 'l.customer_id', 'uuid', 'Customer of the left side.'],
    ['right_customer_id', 'r.customer_id', 'uuid', 'Customer of the right side.'],
    ['rule', 'p.rule', 'text', 'The limit that the link would break, or cannot-link.'],
    ['evidence', 'p.evidence', 'uuid', 'Id of the event that states the pair.'],
    ['decided_at', 'p.decided_at', 'timestamptz', 'When the resolver decided.'],
  ],
  from: `${identity}.pairs p
    LEFT JOIN ${identity}.identity_customer l ON l.identity = p.left_identity
    LEFT JOIN ${identity}.identity_customer r ON r.identity = p.right_identity
    WHERE p.state = 'quarantined'`,
});

export const customerViews = (schemas: ReadSchemas): readonly AnalystView[] =>
  [customers, identifiers, identityCustomer, memberships, quarantine].map((view) => view(schemas));
