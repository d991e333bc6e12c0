import { code, table } from './table';

/** Identities of which a fact could not be folded. */
export const incompleteIdentities = table({
  tableName: 'incomplete_identities',
  columns: {
    identity: { ...code, primary: true },
    event_id: { type: 'uuid', primary: true },
    position: code,
    reason: { type: 'text' },
  },
});
