import { arrayLiteral, opportunities, postgresJson, stays, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime } from '../statement.tables';
import type { OpportunityRow, Stay } from './opportunity-row';

/** Opportunity -> source identity of its customer. */
export type Subjects = ReadonlyMap<string, string>;

const toRow = (row: OpportunityRow, subject: string | undefined): WrittenRow<typeof opportunities> => ({
  opportunity_id: row.opportunityId,
  status: row.status,
  account: row.account ?? null,
  contact: row.contact ?? null,
  lead_id: row.leadId ?? null,
  subject: subject ?? null,
  owner: row.owner ?? null,
  team: row.team ?? null,
  pipeline_id: row.pipelineId ?? null,
  pipeline_version: row.pipelineVersion ?? null,
  stage: row.stage ?? null,
  probability: row.probability ?? null,
  amount: row.amount,
  currency: row.currency,
  products: postgresJson(row.products),
  competitors: arrayLiteral(row.competitors),
  expected_close: row.expectedClose,
  next_step_due: row.nextStepDue ?? null,
  opened_at: isoTime(row.openedAt),
  stage_since: isoTime(row.stageSince),
  closed_at: row.closedAt === undefined ? null : isoTime(row.closedAt),
  reason: row.reason ?? null,
  competitor: row.competitor ?? null,
  margin: row.margin ?? null,
  changed_at: isoTime(row.changedAt),
});

const toStay = (stay: Stay): WrittenRow<typeof stays> => ({
  opportunity_id: stay.opportunityId,
  entered_at: isoTime(stay.enteredAt),
  left_at: stay.leftAt === undefined ? null : isoTime(stay.leftAt),
  pipeline_id: stay.pipelineId,
  pipeline_version: stay.pipelineVersion,
  stage: stay.stage,
});

const { opportunity_id: _, ...others } = opportunities.columns;
const replaced = Object.fromEntries(Object.keys(others).map((column) => [column, `excluded.${column}`]));
// A fact that names no customer takes none away, or the row would depend on where batches end.
const onConflict = { ...replaced, subject: 'coalesce(excluded.subject, t.subject)' };

export const opportunityTables = (schema: string) => {
  const write = writerOf(schema, opportunities, { onConflict });
  const writeStays = writerOf(schema, stays);
  return {
    write: (client: ClientBase, rows: readonly OpportunityRow[], subjects: Subjects) =>
      write(
        client,
        rows.map((row) => toRow(row, subjects.get(row.opportunityId))),
      ),
    writeStays: (client: ClientBase, rows: readonly Stay[]) => writeStays(client, rows.map(toStay)),
  };
};
