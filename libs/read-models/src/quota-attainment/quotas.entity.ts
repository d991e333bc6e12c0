import { code, table } from '../table';

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
  },
  indices: [{ name: 'quotas_period', columns: ['from_day', 'quota_id'] }],
});
