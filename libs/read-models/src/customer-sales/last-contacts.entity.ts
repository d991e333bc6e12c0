import { code, table } from '../table';

/** The last call, visit or meeting with whoever an identity is. */
export const lastContacts = table({
  tableName: 'last_contacts',
  columns: {
    identity: { ...code, primary: true },
    contact_at: { type: 'timestamptz' },
    person: { type: 'text' },
    kind: { type: 'text' },
    event_id: { type: 'uuid' },
  },
});
