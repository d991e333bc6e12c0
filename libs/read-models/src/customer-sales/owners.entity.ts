import { code, table } from '../table';

/** Whose record an identity is: that of a lead, of a contact or of an account. */
export const owners = table({
  tableName: 'owners',
  columns: {
    identity: { ...code, primary: true },
    owner: { type: 'text' },
    since: { type: 'timestamptz' },
    event_id: { type: 'uuid' },
  },
});
