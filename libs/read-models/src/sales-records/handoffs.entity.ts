import { aboutCustomer } from '../sales-facts/record-columns';
import { table } from '../table';

/** One row per hand-off as it stands; `after_ms`: from the offer until it was accepted or returned. */
export const handoffs = table({
  tableName: 'handoffs',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    status: { type: 'text' },
    matter: { type: 'text' },
    from_department: { type: 'text' },
    from_person: { type: 'text' },
    to_department: { type: 'text' },
    to_person: { type: 'text' },
    contact_id: { type: 'uuid', nullable: true },
    account_id: { type: 'uuid', nullable: true },
    opportunity_id: { type: 'uuid', nullable: true },
    order_id: { type: 'uuid', nullable: true },
    reason: { type: 'text', nullable: true },
    offered_at: { type: 'timestamptz' },
    closed_at: { type: 'timestamptz', nullable: true },
    after_ms: { type: 'bigint', nullable: true },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'handoffs_offered_at', columns: ['offered_at', 'id'] },
    { name: 'handoffs_changed_at', columns: ['changed_at', 'id'] },
    { name: 'handoffs_from', columns: ['from_person'] },
    { name: 'handoffs_to', columns: ['to_person'] },
    { name: 'handoffs_subject', columns: ['subject'] },
    { name: 'handoffs_organisation', columns: ['organisation'] },
  ],
});
