import { meanings } from '@touchstone/contracts';
import { customerSalesSql } from '../customer-sales/customer-sales-sql';
import { isoTime } from '../reading/json-sql';
import type { ItemRow, Queryable } from '../reading/queryable';
import { prefixEnd, searchTokens } from './name-search';

/** Where a page of a search goes on: behind this many exact words, this length of name, this customer. */
export interface SearchKey {
  readonly exact: number;
  readonly length: number;
  readonly id: string;
}

export interface SearchHit extends ItemRow, SearchKey {}

const chatTimes = meanings
  .filter((meaning) => meaning.startsWith('live_chat_'))
  .map((meaning) => `c.activity->'${meaning}'->>'lastAt'`)
  .join(', ');

// The database writes the JSON, so that no value is parsed and written again on the way out.
const profileSql = (sales: string): string => `json_build_object(
  'id', c.id, 'aliases', c.aliases, 'kind', c.kind, 'name', c.name, 'traits', c.traits, 'identifiers', c.identifiers,
  'firstSeenAt', ${isoTime('c.first_seen_at')}, 'lastSeenAt', ${isoTime('c.last_seen_at')},
  'touchpoints', c.touchpoints, 'channels', c.channels, 'activity', c.activity,
  'email', json_build_object('engagedAt', ${isoTime('c.email_engaged_at')}, 'unsubscribedAt', c.activity->'unsubscribed'->>'lastAt',
    'bouncedAt', c.activity->'email_bounced'->>'lastAt'),
  'conversations', json_build_object('count', c.conversations,
    'lastAt', greatest(${chatTimes})),
  'orders', json_build_object('count', c.order_count, 'revenue', c.revenue, 'grossRevenue', c.gross_revenue),
  'sales', ${sales}, 'incomplete', c.incomplete, 'erased', c.erased)::text`;

/**
 * Reads of one version of the customer profile. Every profile is JSON text, finished. `customerSales`: what sales has with
 * the customers; null in every profile while that is not there.
 */
export const profileReads = (schema: string, customerSales?: string) => {
  const profile = profileSql(customerSales === undefined ? 'null' : customerSalesSql(customerSales).json);
  const named = (name: string) => `${schema}.${name}`;
  const byId = `SELECT ${profile} AS item FROM ${schema}.customers c WHERE c.id = $1`;
  const byAlias = `SELECT ${profile} AS item FROM ${schema}.aliases a JOIN ${schema}.customers c ON c.id = a.customer_id WHERE a.alias = $1`;
  // An identity whose value was erased is not found by that value any more.
  const byIdentity = `SELECT ${profile} AS item FROM ${schema}.links l JOIN ${schema}.customers c ON c.id = l.customer_id
    WHERE l.identity = $1 AND EXISTS (SELECT FROM ${schema}.identifiers i WHERE i.identity = l.identity)`;
  const byName = `
    WITH hits AS (
      SELECT t.customer_id, q.place, bool_or(t.token = q.token) AS exact
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY q (token, beyond, place)
        JOIN ${schema}.name_tokens t ON t.token >= q.token AND t.token < q.beyond
       GROUP BY t.customer_id, q.place),
    found AS (
      SELECT customer_id AS id, count(*) FILTER (WHERE exact)::int AS exact FROM hits
       GROUP BY customer_id HAVING count(*) = cardinality($1::text[])),
    page AS (
      SELECT c.id, f.exact, coalesce(char_length(c.name), 0) AS length
        FROM found f JOIN ${schema}.customers c USING (id)
       WHERE (-f.exact, coalesce(char_length(c.name), 0), c.id) > ($3::int, $4::int, $5::uuid)
       ORDER BY -f.exact, length, c.id LIMIT $6)
    SELECT p.id, p.exact, p.length, ${profile} AS item
      FROM page p JOIN ${schema}.customers c USING (id) ORDER BY -p.exact, p.length, p.id`;
  const survivor = `SELECT id FROM ${schema}.customers WHERE id = $1
    UNION ALL SELECT customer_id FROM ${schema}.aliases WHERE alias = $1 LIMIT 1`;

  const one = async (db: Queryable, name: string, text: string, value: string): Promise<string | undefined> =>
    (await db.query<ItemRow>({ name: named(name), text, values: [value] })).rows[0]?.item;

  return {
    /** By its own id, or by that of a customer that it absorbed. */
    profile: async (db: Queryable, id: string): Promise<string | undefined> =>
      (await one(db, 'by_id', byId, id)) ?? one(db, 'by_alias', byAlias, id),
    profileOfIdentity: (db: Queryable, identity: string): Promise<string | undefined> =>
      one(db, 'by_identity', byIdentity, identity),
    /** The id that answers for `id` today. */
    survivorOf: async (db: Queryable, id: string): Promise<string | undefined> =>
      (await db.query<{ id: string }>({ name: named('survivor'), text: survivor, values: [id] })).rows[0]?.id,
    /** Customers whose name has every word of `name` (or begins one with it): most whole words, then shortest name, first. */
    search: async (db: Queryable, name: string, after: SearchKey | undefined, limit: number): Promise<SearchHit[]> => {
      const tokens = searchTokens(name);
      if (tokens.length === 0) return [];
      const { exact, length, id } = after ?? {
        exact: tokens.length + 1,
        length: 0,
        id: '00000000-0000-0000-0000-000000000000',
      };
      const values = [tokens, tokens.map(prefixEnd), -exact, length, id, limit];
      return (await db.query<SearchHit>({ name: named('by_name'), text: byName, values })).rows;
    },
  };
};
export type ProfileReads = ReturnType<typeof profileReads>;
