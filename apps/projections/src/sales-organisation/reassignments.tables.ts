import {
  reassignmentCompleted,
  reassignmentProgressed,
  reassignmentRequested,
  type PlainRecorded,
  type ReassignmentEvent,
} from '@touchstone/contracts';
import { postgresJson, reassignments, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const reassignmentTypes: readonly string[] = [
  reassignmentRequested.type,
  reassignmentProgressed.type,
  reassignmentCompleted.type,
];
const types = new Set(reassignmentTypes);

/** Reassignments as far as they are carried out. */
export const reassignmentTables = (schema: string) => {
  const write = writerOf(schema, reassignments);
  const progress = `UPDATE ${schema}.reassignments SET done = $2, refused = refused || $3::jsonb WHERE id = $1`;
  const complete = `UPDATE ${schema}.reassignments SET status = 'completed', completed_at = $2 WHERE id = $1`;
  const one = (client: ClientBase, { type, data }: ReassignmentEvent): Promise<void> => {
    const { reassignmentId: id } = data;
    if (type === 'sales.reassignment.progressed')
      return run(client, `${schema} progress`, progress, [id, data.done, postgresJson(data.refused)]);
    if (type === 'sales.reassignment.completed')
      return run(client, `${schema} complete`, complete, [id, data.completedAt]);
    const { to: to_person, by: requested_by, requestedAt: requested_at, records } = data;
    const standing = { status: 'running', records: records.length, done: 0, refused: '[]', completed_at: null };
    return write(client, [{ id, to_person, requested_by, requested_at, ...standing }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) if (types.has(event.type)) await one(client, event as unknown as ReassignmentEvent);
    },
    forget: (client: ClientBase, reassignment: string) =>
      run(client, `${schema} forget reassignments`, `DELETE FROM ${schema}.reassignments WHERE id = $1`, [
        reassignment,
      ]),
  };
};
