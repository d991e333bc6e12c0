import { isoTime } from '../reading/json-sql';
import { prepared } from '../reading/prepared';
import type { Queryable } from '../reading/queryable';
import {
  atLeast,
  before,
  byAmount,
  byText,
  byTime,
  equals,
  listRecords,
  type RecordItem,
  type RecordKey,
  type SortedBy,
} from '../sales-facts/list-records';
import { reached } from '../sales-facts/record-customer';
import { salesConditions, type SalesFilter } from '../sales-facts/sales-filter';

export const opportunitySorts = ['expectedClose', 'amount', 'openedAt', 'changedAt'] as const;
export type OpportunitySort = (typeof opportunitySorts)[number];

export interface OpportunityQuestion extends SalesFilter {
  readonly status?: string | undefined;
  readonly stage?: string | undefined;
  readonly account?: string | undefined;
  readonly competitor?: string | undefined;
  /** Days: expected to close not before, and before. */
  readonly closesFrom?: string | undefined;
  readonly closesUntil?: string | undefined;
  readonly minAmount?: string | undefined;
  readonly sort: OpportunitySort;
  readonly descending: boolean;
}

/** Sums of the open opportunities of one stage and currency. */
export interface StageRow {
  readonly pipeline: string;
  readonly name: string | null;
  readonly stage: string;
  readonly currency: string;
  readonly count: number;
  readonly amount: string;
  readonly weighted: string;
  /** Since they came into the stage, on average. */
  readonly daysInStage: number;
}

const sorts: Readonly<Record<OpportunitySort, SortedBy>> = {
  expectedClose: byText('expected_close'),
  amount: byAmount('amount'),
  openedAt: byTime('opened_at'),
  changedAt: byTime('changed_at'),
};

const item = (schema: string): string => `json_build_object(
  'id', s.opportunity_id, 'status', s.status, 'account', s.account, 'contact', s.contact, 'leadId', s.lead_id,
  'customerId', c.customer_id, 'owner', s.owner, 'team', s.team,
  'pipeline', s.pipeline_id, 'pipelineVersion', s.pipeline_version, 'stage', s.stage, 'probability', trim_scale(s.probability)::text,
  'amount', json_build_object('amount', s.amount::text, 'currency', s.currency), 'products', s.products,
  'competitors', s.competitors, 'expectedClose', s.expected_close, 'nextStepDue', s.next_step_due,
  'openedAt', ${isoTime('s.opened_at')}, 'stageSince', ${isoTime('s.stage_since')}, 'closedAt', ${isoTime('s.closed_at')},
  'reason', s.reason, 'competitor', s.competitor, 'margin', s.margin::text, 'changedAt', ${isoTime('s.changed_at')},
  'incomplete', EXISTS (SELECT FROM ${schema}.incomplete_identities i WHERE i.identity = s.opportunity_id::text))::text`;

/** Reads of one version of the pipeline; whose identities are whose comes from the customers' links. */
export const pipelineReads = (schema: string, identitySchema: string) => ({
  opportunities: (
    db: Queryable,
    question: OpportunityQuestion,
    after: RecordKey | undefined,
    limit: number,
  ): Promise<RecordItem[]> => {
    const { reach, owner, team, pipeline, competitor, sort, descending } = question;
    const asked = [
      reached(reach, 'owner'),
      equals('owner', owner),
      equals('team', team),
      equals('pipeline_id', pipeline),
      equals('status', question.status),
      equals('stage', question.stage),
      equals('account', question.account),
      [(given: string) => `${given} = ANY (s.competitors)`, competitor] as const,
      atLeast('expected_close', question.closesFrom),
      before('expected_close', question.closesUntil),
      atLeast('amount', question.minAmount),
    ];
    const list = {
      table: `${schema}.opportunities`,
      id: 'opportunity_id',
      joins: `LEFT JOIN ${identitySchema}.identity_customer c ON c.identity = s.subject`,
      item: item(schema),
    };
    return listRecords(db, list, asked, { sort: sorts[sort], descending, after, limit });
  },
  /** Open opportunities by stage, in the order of the stages. */
  stages: async (db: Queryable, filter: SalesFilter): Promise<StageRow[]> => {
    const asked = salesConditions(filter, {}, 1);
    const text = `SELECT a.pipeline, p.name, a.stage, a.currency, a.count, a.amount, a.weighted, a."daysInStage"
      FROM (SELECT s.pipeline_id AS pipeline, s.stage, s.currency, count(*)::int AS count,
              trim_scale(sum(s.amount))::text AS amount, trim_scale(sum(s.amount * s.probability))::text AS weighted,
              round(avg(extract(epoch FROM now() - s.stage_since)) / 86400, 1)::float8 AS "daysInStage"
              FROM ${schema}.opportunities s WHERE s.status = 'open' AND s.pipeline_id IS NOT NULL ${asked.sql}
             GROUP BY 1, 2, 3) a
      LEFT JOIN ${schema}.pipelines p ON p.pipeline_id = a.pipeline
      LEFT JOIN ${schema}.pipeline_stages t ON t.pipeline_id = a.pipeline AND t.version = p.version AND t.stage = a.stage
      ORDER BY p.name, a.pipeline, t.ordinal NULLS LAST, a.stage, a.currency`;
    return (await db.query<StageRow>(prepared(text, asked.values))).rows;
  },
});
export type PipelineReads = ReturnType<typeof pipelineReads>;
