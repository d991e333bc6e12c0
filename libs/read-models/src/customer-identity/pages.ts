import type { DataSource } from 'typeorm';
import { exactTime, isoTime } from '../reading/json-sql';
import type { ItemRow } from '../reading/queryable';
import { entityName } from '../typeorm/entity-name';
import { repositoryOf } from '../typeorm/open-read-models';
import { pairs } from './pairs.entity';

/** Where a page of the quarantine goes on. */
export interface QuarantineKey {
  readonly at: string;
  readonly left: string;
  readonly right: string;
}
export interface QuarantineRow extends ItemRow, QuarantineKey {}

const first: QuarantineKey = { at: '-infinity', left: '', right: '' };

/** Lists of one version of the identity graph; `open` answers TypeORM's source on it. Items are JSON text, finished. */
export const identityPages = (schema: string, open: () => Promise<DataSource>) => {
  const customers = entityName(schema, 'identity_customer');
  const side = (column: string, of: string) =>
    `json_build_object('identity', p.${column}, 'type', ${of}.type, 'customerId', ${of}.customer_id,
      'value', (SELECT min(i.value) FROM ${schema}.identifiers i WHERE i.identity = p.${column}))`;
  const item = `json_build_object('left', ${side('left_identity', 'l')}, 'right', ${side('right_identity', 'r')}, 'rule', p.rule,
    'evidence', p.evidence, 'decidedAt', ${isoTime('p.decided_at')})::text`;

  return {
    /** Pairs that a rule keeps apart, oldest first. */
    quarantine: async (after: QuarantineKey | undefined, limit: number): Promise<QuarantineRow[]> =>
      repositoryOf(await open(), schema, pairs)
        .createQueryBuilder('p')
        .leftJoin(customers, 'l', 'l.identity = p.left_identity')
        .leftJoin(customers, 'r', 'r.identity = p.right_identity')
        .select(exactTime('p.decided_at'), 'at')
        .addSelect('p.left_identity', 'left')
        .addSelect('p.right_identity', 'right')
        .addSelect(item, 'item')
        .where(`p.state = 'quarantined'`)
        .andWhere('(p.decided_at, p.left_identity, p.right_identity) > (CAST(:at AS timestamptz), :left, :right)', {
          ...(after ?? first),
        })
        .orderBy({ 'p.decided_at': 'ASC', 'p.left_identity': 'ASC', 'p.right_identity': 'ASC' })
        .limit(limit)
        .getRawMany<QuarantineRow>(),
  };
};
export type IdentityPages = ReturnType<typeof identityPages>;
