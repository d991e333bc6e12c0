import { code, table } from '../table';

/** One row per product as it stands: the latest version of its specification. */
export const products = table({
  tableName: 'products',
  columns: {
    id: { type: 'uuid', primary: true },
    sku: code,
    status: { type: 'text' },
    version: { type: 'int' },
    introduced_at: { type: 'timestamptz' },
    discontinued_at: { type: 'timestamptz', nullable: true },
    changed_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'products_sku', columns: ['sku', 'id'] },
    { name: 'products_introduced_at', columns: ['introduced_at', 'id'] },
    { name: 'products_changed_at', columns: ['changed_at', 'id'] },
  ],
});

/** Every version of the specification of every product. */
export const productSpecifications = table({
  tableName: 'product_specifications',
  columns: {
    product_id: { type: 'uuid', primary: true },
    version: { type: 'int', primary: true },
    name: { type: 'jsonb' },
    unit: { type: 'text' },
    tax_class: { type: 'text' },
    attributes: { type: 'jsonb' },
    specified_at: { type: 'timestamptz' },
    specified_by: { type: 'text' },
  },
});
