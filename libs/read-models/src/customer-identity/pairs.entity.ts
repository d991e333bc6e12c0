import { code, table } from '../table';

/** The edges of the identity graph. */
export const pairs = table({
  tableName: 'pairs',
  columns: {
    left_identity: { ...code, primary: true },
    right_identity: { ...code, primary: true },
    state: { type: 'text' },
    rule: { type: 'text', nullable: true },
    evidence: { type: 'uuid' },
    decided_by: { type: 'uuid' },
    decided_at: { type: 'timestamptz' },
    position: code,
  },
  indices: [
    { name: 'pairs_right', columns: ['right_identity'] },
    {
      name: 'pairs_quarantined',
      columns: ['decided_at', 'left_identity', 'right_identity'],
      where: `state = 'quarantined'`,
    },
  ],
});
