import { code, table } from '../table';

/** One row per version of the terms of sale; its id is that of the event that published it. */
export const salesTerms = table({
  tableName: 'sales_terms',
  columns: {
    id: { type: 'uuid', primary: true },
    code,
    version: { type: 'int' },
    channels: { type: 'text', array: true },
    from_at: { type: 'timestamptz' },
    to_at: { type: 'timestamptz', nullable: true },
    payment_days: { type: 'int' },
    valid_days: { type: 'int' },
    discount_limit: { type: 'numeric' },
    wording: { type: 'jsonb' },
    published_at: { type: 'timestamptz' },
    published_by: { type: 'text' },
    withdrawn_at: { type: 'timestamptz', nullable: true },
  },
  indices: [
    { name: 'sales_terms_code', columns: ['code', 'id'] },
    { name: 'sales_terms_from', columns: ['from_at', 'id'] },
    { name: 'sales_terms_published_at', columns: ['published_at', 'id'] },
  ],
});
