import { aboutCustomer } from '../sales-facts/record-columns';
import { table } from '../table';

/** One row per call, visit, meeting, task or note, as it stands. What it is for is read by its id: that is free text. */
export const activities = table({
  tableName: 'activities',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    kind: { type: 'text' },
    status: { type: 'text' },
    owner: { type: 'text' },
    contact_id: { type: 'uuid', nullable: true },
    lead_id: { type: 'uuid', nullable: true },
    account_id: { type: 'uuid', nullable: true },
    opportunity_id: { type: 'uuid', nullable: true },
    due_at: { type: 'timestamptz', nullable: true },
    done_at: { type: 'timestamptz', nullable: true },
    outcome: { type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    planned_at: { type: 'timestamptz' },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'activities_planned_at', columns: ['planned_at', 'id'] },
    { name: 'activities_changed_at', columns: ['changed_at', 'id'] },
    { name: 'activities_due', columns: ['owner', 'due_at'], where: "status = 'planned'" },
    { name: 'activities_done', columns: ['done_at', 'owner'] },
    { name: 'activities_opportunity', columns: ['opportunity_id'] },
    { name: 'activities_due_at', columns: ['due_at', 'id'], synchronize: false },
    { name: 'activities_contact', columns: ['contact_id'], where: 'contact_id IS NOT NULL' },
    { name: 'activities_lead', columns: ['lead_id'], where: 'lead_id IS NOT NULL' },
    { name: 'activities_account', columns: ['account_id'], where: 'account_id IS NOT NULL' },
    { name: 'activities_subject', columns: ['subject'] },
    { name: 'activities_organisation', columns: ['organisation'] },
  ],
});
