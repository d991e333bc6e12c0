import { prefixEnd, searchTokens } from '../customer-profile/name-search';
import type { SalesFilter } from './sales-filter';
import { incompleteOf, type Comparison } from './list-records';

/** The schemas from which whose a record is, and what the customer is called, are joined. */
export interface CustomerSchemas {
  readonly identity: string;
  readonly profile: string;
}

/** Joins of the row s: its customer as c and cn, the organisation beside as o and cm. */
export const customerJoins = ({ identity, profile }: CustomerSchemas): string => `
  LEFT JOIN ${identity}.identity_customer c ON c.identity = s.subject
  LEFT JOIN ${profile}.customers cn ON cn.id = c.customer_id
  LEFT JOIN ${identity}.identity_customer o ON o.identity = s.organisation
  LEFT JOIN ${profile}.customers cm ON cm.id = o.customer_id`;

/** Members of an item: whose it is, under the name that the profile shows. */
export const customerMembers = `'customerId', c.customer_id, 'name', cn.name,
  'organisation', CASE WHEN s.organisation IS NOT NULL THEN json_build_object('customerId', o.customer_id, 'name', cm.name) END`;

export const incompleteMember = (schema: string): string => incompleteOf(schema, 's.id::text');

/** Records of customers (or organisations beside them) whose name has every word, or begins one with it. */
export const named = ({ profile }: CustomerSchemas, text: string | undefined): Comparison => {
  const tokens = text === undefined ? undefined : searchTokens(text);
  const hits = (given: string) => `SELECT l.identity FROM ${profile}.links l WHERE l.customer_id IN (
    SELECT t.customer_id FROM jsonb_array_elements(${given}::jsonb) WITH ORDINALITY q (word, place)
      JOIN ${profile}.name_tokens t ON t.token >= q.word->>0 AND t.token < q.word->>1
     GROUP BY t.customer_id HAVING count(DISTINCT q.place) = jsonb_array_length(${given}::jsonb))`;
  return [
    (given) => `(s.subject IN (${hits(given)}) OR s.organisation IN (${hits(given)}))`,
    tokens && JSON.stringify(tokens.map((token) => [token, prefixEnd(token)])),
  ];
};

/** Records of one customer, under whichever of its identities; one that was absorbed is asked for by its old id as well. */
export const ofCustomer = (
  { identity }: CustomerSchemas,
  customer: string | undefined,
  columns: readonly string[] = ['subject', 'organisation'],
): Comparison => [
  (given) => {
    const survivor = `coalesce((SELECT a.customer_id FROM ${identity}.aliases a WHERE a.alias = ${given}), ${given}::uuid)`;
    // Arrays, so that each column is looked up in its own index.
    const own = `ARRAY(SELECT i.identity FROM ${identity}.identity_customer i WHERE i.customer_id = ${survivor})`;
    return `(${columns.map((column) => `s.${column} = ANY (${own})`).join(' OR ')})`;
  },
  customer,
];

/** Records that somebody may see, by the columns that name sales people. */
export const reached = (reach: SalesFilter['reach'], ...columns: readonly string[]): Comparison => [
  (given) => {
    const own = columns.map((column) => `s.${column} = ANY (${given})`);
    const nobody = columns.map((column) => `s.${column} IS NULL`).join(' AND ');
    return `(${[...own, ...(reach?.unowned ? [`(${nobody})`] : [])].join(' OR ')})`;
  },
  reach?.owners,
];
