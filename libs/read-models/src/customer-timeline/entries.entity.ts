import { code, table } from '../table';

/** One row per fact and participant identity. */
export const entries = table({
  tableName: 'entries',
  columns: {
    identity: { ...code, primary: true },
    occurred_at: { type: 'timestamptz', primary: true },
    event_id: { type: 'uuid', primary: true },
    recorded_at: { type: 'timestamptz' },
    position: code,
    type: { type: 'text' },
    role: { type: 'text' },
    source: { type: 'text' },
    kind: { type: 'text', nullable: true },
    channel: { type: 'text', nullable: true },
    name: { type: 'text', nullable: true },
    order_source: { type: 'text', nullable: true },
    order_id: { type: 'text', nullable: true },
    amount: { type: 'numeric', nullable: true },
    currency: { type: 'text', nullable: true },
    meaning: { type: 'text', nullable: true },
    conversation_id: { type: 'text', nullable: true },
    campaign_id: { type: 'text', nullable: true },
    properties: { type: 'jsonb', nullable: true },
    traits: { type: 'jsonb', nullable: true },
    imported: { type: 'boolean' },
    trace_id: { type: 'text', nullable: true },
    sealed_under: code,
    erased: { type: 'boolean' },
  },
  indices: [{ name: 'entries_sealed_under', columns: ['sealed_under'], where: 'sealed_under <> identity' }],
});
