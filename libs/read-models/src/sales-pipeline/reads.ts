import { exactTime, isoTime } from '../reading/json-sql';
import type { ItemRow, Queryable } from '../reading/queryable';
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

/** Where a page ended: the sorted value as text, and the id. */
export interface OpportunityKey {
  readonly at: string;
  readonly id: string;
}
export interface OpportunityItem extends ItemRow, OpportunityKey {}

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

const sorted: Readonly<Record<OpportunitySort, { column: string; type: string; text: string }>> = {
  expectedClose: { column: 's.expected_close', type: 'text', text: 's.expected_close' },
  amount: { column: 's.amount', type: 'numeric', text: 's.amount::text' },
  openedAt: { column: 's.opened_at', type: 'timestamptz', text: exactTime('s.opened_at') },
  changedAt: { column: 's.changed_at', type: 'timestamptz', text: exactTime('s.changed_at') },
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
  opportunities: async (
    db: Queryable,
    question: OpportunityQuestion,
    after: OpportunityKey | undefined,
    limit: number,
  ): Promise<OpportunityItem[]> => {
    const { status, stage, account, competitor, closesFrom, closesUntil, minAmount, sort, descending } = question;
    const { column, type, text: shown } = sorted[sort];
    const asked = salesConditions(
      question,
      {
        status: ['s.status =', status],
        stage: ['s.stage =', stage],
        account: ['s.account =', account],
        closesFrom: ['s.expected_close >=', closesFrom],
        closesUntil: ['s.expected_close <', closesUntil],
        minAmount: ['s.amount >=', minAmount],
      },
      2,
    );
    const values: unknown[] = [limit, ...asked.values];
    let conditions = asked.sql;
    if (competitor !== undefined) conditions += ` AND $${values.push(competitor)} = ANY (s.competitors)`;
    if (after) {
      const [at, id] = [values.push(after.at), values.push(after.id)];
      conditions += ` AND (${column}, s.opportunity_id) ${descending ? '<' : '>'} ($${at}::${type}, $${id}::uuid)`;
    }
    const order = descending ? 'DESC' : 'ASC';
    const statement = `SELECT ${shown} AS at, s.opportunity_id AS id, ${item(schema)} AS item
      FROM (SELECT * FROM ${schema}.opportunities s WHERE true ${conditions}
             ORDER BY ${column} ${order}, s.opportunity_id ${order} LIMIT $1) s
      LEFT JOIN ${identitySchema}.identity_customer c ON c.identity = s.subject
      ORDER BY ${column} ${order}, s.opportunity_id ${order}`;
    const name = [`${schema}.list`, sort, order, asked.name, competitor !== undefined, after !== undefined].join('_');
    return (await db.query<OpportunityItem>({ name: name.slice(-63), text: statement, values })).rows;
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
    return (await db.query<StageRow>({ name: `${schema}.stages_${asked.name}`, text, values: [...asked.values] })).rows;
  },
});
export type PipelineReads = ReturnType<typeof pipelineReads>;
