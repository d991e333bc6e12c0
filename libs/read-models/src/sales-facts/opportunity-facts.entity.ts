import { code, table } from '../table';

/** What happened to opportunities, as the log has it: whatever a read model shows of them is folded from these rows alone. */
export const opportunityFacts = table({
  tableName: 'opportunity_facts',
  columns: {
    opportunity_id: { type: 'uuid', primary: true },
    event_id: { type: 'uuid', primary: true },
    occurred_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    position: code,
    type: { type: 'text' },
    data: { type: 'jsonb' },
    late: { type: 'boolean' },
    imported: { type: 'boolean' },
  },
});
