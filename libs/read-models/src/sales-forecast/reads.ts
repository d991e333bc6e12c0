import { prepared } from '../reading/prepared';
import type { Queryable } from '../reading/queryable';
import { lateCounts, type LateFacts } from '../sales-facts/late-facts';
import { salesConditions, type SalesFilter } from '../sales-facts/sales-filter';

export const forecastGroups = ['stage', 'month', 'quarter', 'rep', 'team', 'product'] as const;
export type ForecastGroup = (typeof forecastGroups)[number];

export interface ForecastQuestion extends SalesFilter {
  /** ISO time: as the facts up to then tell it. */
  readonly asOf: string;
  readonly by: ForecastGroup;
  /** Days: expected to close not before `from`, and before `until`. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Sums of one group and one currency; amounts are decimals as text. */
export interface ForecastRow {
  readonly key: string | null;
  readonly currency: string;
  readonly count: number;
  readonly amount: string;
  readonly weighted: string;
}

/** What one unit of a currency is worth in the base, and since when. */
export interface Rate {
  readonly currency: string;
  readonly rate: string;
  readonly from: string;
}

export interface RatesOfDay {
  readonly base: string;
  readonly rates: readonly Rate[];
}

const quarter = `left(s.expected_close, 4) || '-Q' || (substr(s.expected_close, 6, 2)::int + 2) / 3`;
const keys: Readonly<Record<ForecastGroup, string>> = {
  stage: 's.stage',
  month: 'left(s.expected_close, 7)',
  quarter,
  rep: 's.owner',
  team: 's.team',
  product: 'l.product',
};
// What no product line accounts for is shown without a product, so that every grouping comes to the same sum.
const lines = `CROSS JOIN LATERAL (
  SELECT line->>'productId' AS product, (line->>'amount')::numeric AS amount FROM jsonb_array_elements(s.products) line
  UNION ALL
  SELECT NULL, s.amount - coalesce(sum((line->>'amount')::numeric), 0) FROM jsonb_array_elements(s.products) line
  HAVING s.amount <> coalesce(sum((line->>'amount')::numeric), 0)) l`;

/** Reads of one version of the forecast: sums over how every opportunity stood at the moment that is asked for. */
export const forecastReads = (schema: string) => {
  const ratesOf = `SELECT t.base, r.currency, trim_scale(r.rate)::text AS rate, r.from_day AS "from"
    FROM ${schema}.rate_tables t LEFT JOIN LATERAL (
      SELECT DISTINCT ON (currency) * FROM ${schema}.rates
       WHERE rate_table_id = t.rate_table_id AND from_day <= $2 AND set_at <= $3
       ORDER BY currency, from_day DESC, position DESC) r ON true
   WHERE t.rate_table_id = $1 ORDER BY r.currency`;
  const lateRates = `SELECT ${lateCounts('false')} FROM ${schema}.rates r
    WHERE r.rate_table_id = $1 AND r.from_day <= $2 AND r.set_at > $3 AND NOT EXISTS (
      SELECT FROM ${schema}.rates k WHERE k.rate_table_id = $1 AND k.currency = r.currency AND k.set_at <= $3
         AND k.from_day <= $2 AND k.from_day > r.from_day)`;
  const standing = 's.from_at <= $1 AND s.until_at > $1';
  const conditions = (question: Omit<ForecastQuestion, 'by'>) =>
    salesConditions(
      question,
      { from: ['s.expected_close >=', question.from], until: ['s.expected_close <', question.until] },
      2,
    );
  return {
    rows: async (db: Queryable, question: ForecastQuestion): Promise<ForecastRow[]> => {
      const { asOf, by } = question;
      const asked = conditions(question);
      const amount = by === 'product' ? 'l.amount' : 's.amount';
      const text = `SELECT ${keys[by]} AS key, s.currency, count(DISTINCT s.opportunity_id)::int AS count,
          trim_scale(sum(${amount}))::text AS amount,
          trim_scale(sum(${amount} * coalesce(s.probability, 0)))::text AS weighted
        FROM ${schema}.spans s ${by === 'product' ? lines : ''}
       WHERE ${standing} AND s.status = 'open' ${asked.sql}
       GROUP BY 1, 2 ORDER BY 1, 2`;
      const counted = by === 'product' ? text : text.replace('count(DISTINCT s.opportunity_id)', 'count(*)');
      return (await db.query<ForecastRow>(prepared(counted, [asOf, ...asked.values]))).rows;
    },
    /** Facts about the opportunities that are asked for, as they stood then, that were heard of only after the moment. */
    late: async (db: Queryable, question: Omit<ForecastQuestion, 'by'>): Promise<LateFacts> => {
      const asked = conditions(question);
      const text = `SELECT ${lateCounts('f.imported')} FROM ${schema}.opportunity_facts f
          JOIN ${schema}.spans s ON s.opportunity_id = f.opportunity_id AND ${standing}
         WHERE f.late AND f.occurred_at <= $1 AND f.recorded_at > $1 ${asked.sql}`;
      return (await db.query<LateFacts>(prepared(text, [question.asOf, ...asked.values]))).rows[0] as LateFacts;
    },
    /** Rates of the day (UTC) of a moment that were set by another ('infinity': all); undefined when there is no such table. */
    rates: async (
      db: Queryable,
      rateTableId: string,
      asOf: string,
      knownBy: string,
    ): Promise<RatesOfDay | undefined> => {
      type Row = { base: string } & { [Name in keyof Rate]: string | null };
      const { rows } = await db.query<Row>(prepared(ratesOf, [rateTableId, asOf.slice(0, 10), knownBy]));
      const [first] = rows;
      return (
        first && { base: first.base, rates: rows.filter((row): row is { base: string } & Rate => row.rate !== null) }
      );
    },
    /** Rates for that day which were set only after the moment. */
    lateRates: async (db: Queryable, rateTableId: string, asOf: string): Promise<LateFacts> =>
      (await db.query<LateFacts>(prepared(lateRates, [rateTableId, asOf.slice(0, 10), asOf]))).rows[0] as LateFacts,
  };
};
export type ForecastReads = ReturnType<typeof forecastReads>;
