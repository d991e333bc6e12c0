import { aboutCustomer } from '../sales-facts/record-columns';
import { table } from '../table';

/** One row per contact as it stands; `accounts` are the parts that it plays in buying. */
export const contacts = table({
  tableName: 'contacts',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    owner: { type: 'text', nullable: true },
    lead_id: { type: 'uuid', nullable: true },
    accounts: { type: 'jsonb' },
    added_at: { type: 'timestamptz' },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'contacts_added_at', columns: ['added_at', 'id'] },
    { name: 'contacts_changed_at', columns: ['changed_at', 'id'] },
    { name: 'contacts_owner', columns: ['owner'] },
    { name: 'contacts_accounts', columns: ['accounts'], synchronize: false },
    { name: 'contacts_subject', columns: ['subject'] },
    { name: 'contacts_organisation', columns: ['organisation'] },
  ],
});
