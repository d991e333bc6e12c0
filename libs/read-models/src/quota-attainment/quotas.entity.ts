import { code, table } from '../table';

/** Every amount that a quota had, and when that was said. */
export const quotaAmounts = table({
  tableName: 'quota_amounts',
  columns: {
    quota_id: { type: 'uuid', primary: true },
    position: { ...code, primary: true },
    set_at: { type: 'timestamptz' },
    amount: { type: 'numeric' },
  },
});

/** Quotas as they stand. */
export const quotas = table({
  tableName: 'quotas',
  columns: {
    quota_id: { type: 'uuid', primary: true },
    holder_kind: { type: 'text' },
    holder: { type: 'text' },
    from_day: code,
    until_day: code,
    amount: { type: 'numeric' },
    currency: { type: 'text' },
    withdrawn: { type: 'boolean' },
    withdrawn_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'quotas_period', columns: ['from_day', 'quota_id'] }],
});
