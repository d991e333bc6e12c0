import { code, table } from '../table';

/** How an opportunity stood from one fact about it to the next; the last row of each lasts for ever. */
export const spans = table({
  tableName: 'spans',
  columns: {
    opportunity_id: { type: 'uuid', primary: true },
    from_at: { type: 'timestamptz', primary: true },
    until_at: { type: 'timestamptz' },
    status: { type: 'text' },
    owner: { type: 'text', nullable: true },
    team: { type: 'text', nullable: true },
    pipeline_id: { type: 'uuid', nullable: true },
    stage: { type: 'text', nullable: true },
    probability: { type: 'numeric', nullable: true },
    amount: { type: 'numeric' },
    currency: { type: 'text' },
    products: { type: 'jsonb' },
    expected_close: code,
  },
  indices: [{ name: 'spans_until_at', columns: ['until_at', 'status'] }],
});
