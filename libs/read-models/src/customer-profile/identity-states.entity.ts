import { code, table } from '../table';

/** One bounded fold state per source identity. */
export const identityStates = table({
  tableName: 'identity_states',
  columns: {
    identity: { ...code, primary: true },
    type: { type: 'text' },
    traits: { type: 'jsonb' },
    first_seen_at: { type: 'timestamptz', nullable: true },
    last_seen_at: { type: 'timestamptz', nullable: true },
    touchpoints: { type: 'bigint' },
    channels: { type: 'text', array: true },
    activity: { type: 'jsonb', default: () => `'{}'` },
    erased: { type: 'boolean' },
  },
});
