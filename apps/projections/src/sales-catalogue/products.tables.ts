import {
  productDiscontinued,
  productIntroduced,
  productSpecified,
  type EventOf,
  type PlainRecorded,
  type ProductSpecification,
} from '@touchstone/contracts';
import { postgresJson, products, productSpecifications, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

type ProductEvent =
  EventOf<typeof productIntroduced> | EventOf<typeof productSpecified> | EventOf<typeof productDiscontinued>;
export const productTypes: readonly string[] = [
  productIntroduced.type,
  productSpecified.type,
  productDiscontinued.type,
];
const types = new Set(productTypes);

/** Products and the versions of their specifications. They change rarely, so each of their events is a statement. */
export const productTables = (schema: string) => {
  const write = writerOf(schema, products);
  const writeSpecifications = writerOf(schema, productSpecifications);
  const specify = `UPDATE ${schema}.products SET version = $2, changed_at = $3 WHERE id = $1`;
  const discontinue = `UPDATE ${schema}.products SET status = 'discontinued', discontinued_at = $2, changed_at = $2 WHERE id = $1`;
  const specified = (client: ClientBase, product_id: string, one: ProductSpecification, at: string, by: string) => {
    const { version, unit, taxClass: tax_class } = one;
    const said = { name: postgresJson(one.name), unit, tax_class, attributes: postgresJson(one.attributes) };
    return writeSpecifications(client, [{ product_id, version, ...said, specified_at: at, specified_by: by }]);
  };
  const one = async (client: ClientBase, { type, data }: ProductEvent): Promise<void> => {
    const { productId: id, by } = data;
    if (type === 'sales.product.discontinued')
      return run(client, `${schema} discontinue`, discontinue, [id, data.discontinuedAt]);
    const { specification } = data;
    const { version } = specification;
    if (type === 'sales.product.specified') {
      await specified(client, id, specification, data.specifiedAt, by);
      return run(client, `${schema} specify`, specify, [id, version, data.specifiedAt]);
    }
    const { sku, introducedAt } = data;
    await specified(client, id, specification, introducedAt, by);
    const times = { introduced_at: introducedAt, discontinued_at: null, changed_at: introducedAt };
    return write(client, [{ id, sku, status: 'offered', version, ...times }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) if (types.has(event.type)) await one(client, event as unknown as ProductEvent);
    },
    forget: async (client: ClientBase, product: string): Promise<void> => {
      for (const [table, key] of [
        ['products', 'id'],
        ['product_specifications', 'product_id'],
      ])
        await run(client, `${schema} forget ${table}`, `DELETE FROM ${schema}.${table} WHERE ${key}::text = $1`, [
          product,
        ]);
    },
  };
};
