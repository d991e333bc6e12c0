import { aboutCustomer } from '../sales-facts/record-columns';
import { table } from '../table';

/** One row per lead as it stands. */
export const leads = table({
  tableName: 'leads',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    status: { type: 'text' },
    owner: { type: 'text', nullable: true },
    channel: { type: 'text' },
    origin: { type: 'text', nullable: true },
    country: { type: 'text', nullable: true },
    contact_id: { type: 'uuid', nullable: true },
    account_id: { type: 'uuid', nullable: true },
    reason: { type: 'text', nullable: true },
    captured_at: { type: 'timestamptz' },
    closed_at: { type: 'timestamptz', nullable: true },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'leads_captured_at', columns: ['captured_at', 'id'] },
    { name: 'leads_changed_at', columns: ['changed_at', 'id'] },
    { name: 'leads_owner', columns: ['owner', 'status'] },
    { name: 'leads_subject', columns: ['subject'] },
    { name: 'leads_organisation', columns: ['organisation'] },
  ],
});
