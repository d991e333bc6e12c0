import { table } from '../table';

const emptyArray = (): string => `'{}'`;
const emptyObject = (): string => `'{}'`;
const emptyList = (): string => `'[]'`;

/** The materialised customers. */
export const customers = table({
  tableName: 'customers',
  columns: {
    id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    aliases: { type: 'uuid', array: true, default: emptyArray },
    identities: { type: 'text', array: true, default: emptyArray },
    name: { type: 'text', nullable: true },
    traits: { type: 'jsonb', default: emptyObject },
    identifiers: { type: 'jsonb', default: emptyList },
    first_seen_at: { type: 'timestamptz', nullable: true },
    last_seen_at: { type: 'timestamptz', nullable: true },
    touchpoints: { type: 'bigint', default: 0 },
    channels: { type: 'text', array: true, default: emptyArray },
    activity: { type: 'jsonb', default: emptyObject },
    email_engaged_at: { type: 'timestamptz', nullable: true },
    conversations: { type: 'bigint', default: 0 },
    order_count: { type: 'bigint', default: 0 },
    revenue: { type: 'jsonb', default: emptyList },
    gross_revenue: { type: 'jsonb', default: emptyList },
    incomplete: { type: 'boolean', default: false },
    erased: { type: 'boolean', default: false },
  },
  checks: [{ name: 'customers_kind_check', expression: `kind IN ('person', 'organisation')` }],
});
