import { code, table } from '../table';

/** The resolver's decisions as they were made. */
export const decisions = table({
  tableName: 'decisions',
  columns: {
    event_id: { type: 'uuid', primary: true },
    customer_id: { type: 'uuid' },
    kind: { type: 'text' },
    cause: { type: 'uuid' },
    rule_version: { type: 'int' },
    decided_at: { type: 'timestamptz' },
    position: code,
  },
  indices: [{ name: 'decisions_customer', columns: ['customer_id'] }],
  checks: [{ name: 'decisions_kind_check', expression: `kind IN ('linked', 'merged', 'split')` }],
});
