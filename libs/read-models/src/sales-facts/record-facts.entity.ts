import { code, table } from '../table';

/** What happened to records of sales, as the log has it: whatever a read model shows of them is folded from these rows alone. */
export const recordFacts = table({
  tableName: 'record_facts',
  columns: {
    record_id: { type: 'uuid', primary: true },
    event_id: { type: 'uuid', primary: true },
    occurred_at: { type: 'timestamptz' },
    position: code,
    type: { type: 'text' },
    data: { type: 'jsonb' },
    participants: { type: 'text', array: true },
  },
});
