import { table } from '../table';

/** One row per reassignment, as far as it is carried out. */
export const reassignments = table({
  tableName: 'reassignments',
  columns: {
    id: { type: 'uuid', primary: true },
    status: { type: 'text' },
    to_person: { type: 'text' },
    requested_by: { type: 'text' },
    records: { type: 'int' },
    done: { type: 'int' },
    refused: { type: 'jsonb' },
    requested_at: { type: 'timestamptz' },
    completed_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'reassignments_requested_at', columns: ['requested_at', 'id'] },
    { name: 'reassignments_to', columns: ['to_person'] },
  ],
});
