import { code, table } from '../table';

/** What people decided about identities: who, when, why. */
export const instructions = table({
  tableName: 'instructions',
  columns: {
    event_id: { type: 'uuid', primary: true },
    kind: { type: 'text' },
    left_identities: { type: 'text', array: true },
    right_identities: { type: 'text', array: true },
    instructed_by: { type: 'text' },
    reason: { type: 'text', nullable: true },
    instructed_at: { type: 'timestamptz' },
    position: code,
    sealed_under: code,
    erased: { type: 'boolean' },
  },
  indices: [{ name: 'instructions_sealed_under', columns: ['sealed_under'] }],
  checks: [{ name: 'instructions_kind_check', expression: `kind IN ('merge', 'split', 'lift')` }],
});
