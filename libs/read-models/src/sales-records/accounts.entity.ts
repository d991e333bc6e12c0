import { aboutCustomer } from '../sales-facts/record-columns';
import { table } from '../table';

/** One row per account as it stands. The account is the subject; nothing stands beside it. */
export const accounts = table({
  tableName: 'accounts',
  columns: {
    id: { type: 'uuid', primary: true },
    ...aboutCustomer,
    owner: { type: 'text', nullable: true },
    parent_id: { type: 'uuid', nullable: true },
    opened_at: { type: 'timestamptz' },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'accounts_opened_at', columns: ['opened_at', 'id'] },
    { name: 'accounts_changed_at', columns: ['changed_at', 'id'] },
    { name: 'accounts_owner', columns: ['owner'] },
    { name: 'accounts_parent', columns: ['parent_id'] },
    { name: 'accounts_subject', columns: ['subject'] },
  ],
});
