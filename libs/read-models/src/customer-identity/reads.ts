import { isoTime } from '../reading/json-sql';
import type { ItemRow, Queryable } from '../reading/queryable';
import { graphSql } from './graph-sql';

export interface MembershipKey {
  readonly person: string;
  readonly organisation: string;
}
export interface MembershipRow extends ItemRow, MembershipKey {}

/** Reads of one version of the identity graph. Items are JSON text, finished. */
export const identityReads = (schema: string, timelineSchema: string) => {
  const named = (name: string) => `${schema}.${name}`;
  const survivor = `SELECT customer_id AS id FROM ${schema}.aliases WHERE alias = $1`;
  const graph = graphSql(schema, timelineSchema);
  const memberships = `
    SELECT m.person, m.organisation, json_build_object(
        'person', json_build_object('customerId', p.customer_id, 'identity', m.person),
        'organisation', json_build_object('customerId', o.customer_id, 'identity', m.organisation, 'type', o.type,
          'value', (SELECT min(i.value) FROM ${schema}.identifiers i WHERE i.identity = m.organisation)),
        'firstAt', ${isoTime('m.first_at')}, 'lastAt', ${isoTime('m.last_at')})::text AS item
      FROM ${schema}.identity_customer mine
      JOIN ${schema}.memberships m ON m.person = mine.identity OR m.organisation = mine.identity
      LEFT JOIN ${schema}.identity_customer p ON p.identity = m.person
      LEFT JOIN ${schema}.identity_customer o ON o.identity = m.organisation
     WHERE mine.customer_id = $1 AND (m.person, m.organisation) > ($2, $3)
     ORDER BY m.person, m.organisation LIMIT $4`;

  const graphOf = async (db: Queryable, id: string): Promise<string | undefined> =>
    (await db.query<ItemRow>({ name: named('graph'), text: graph, values: [id] })).rows[0]?.item;
  const survivorOf = async (db: Queryable, id: string): Promise<string> =>
    (await db.query<{ id: string }>({ name: named('survivor'), text: survivor, values: [id] })).rows[0]?.id ?? id;

  return {
    survivorOf,
    /** Identities, pairs with their evidence, aliases, memberships and instructions of a survivor. */
    graph: graphOf,
    /** Of a person the organisations, of an organisation the members. */
    memberships: async (db: Queryable, id: string, after: MembershipKey | undefined, limit: number) => {
      const { person, organisation } = after ?? { person: '', organisation: '' };
      const values = [id, person, organisation, limit];
      return (await db.query<MembershipRow>({ name: named('memberships'), text: memberships, values })).rows;
    },
  };
};
export type IdentityReads = ReturnType<typeof identityReads>;
