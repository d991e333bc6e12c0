import { code, table } from '../table';

/** Opportunities as they stand, once for each identity that takes part in them. */
export const deals = table({
  tableName: 'deals',
  columns: {
    opportunity_id: { type: 'uuid', primary: true },
    identity: { ...code, primary: true },
    status: { type: 'text' },
    amount: { type: 'numeric' },
    currency: { type: 'text' },
  },
  indices: [{ name: 'deals_open', columns: ['identity'], where: `status = 'open'` }],
});
