import type { Queryable } from '../reading/queryable';
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

/** Facts that happened by a moment and were recorded after it. */
export interface LateFacts {
  readonly count: number;
  readonly imported: number;
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
  const late = `SELECT count(*)::int AS count, count(*) FILTER (WHERE imported)::int AS imported
    FROM ${schema}.opportunity_facts WHERE late AND occurred_at <= $1 AND recorded_at > $1`;
  const ratesOf = `SELECT t.base, r.currency, trim_scale(r.rate)::text AS rate, r.from_day AS "from"
    FROM ${schema}.rate_tables t LEFT JOIN LATERAL (
      SELECT DISTINCT ON (currency) * FROM ${schema}.rates
       WHERE rate_table_id = t.rate_table_id AND from_day <= $2 ORDER BY currency, from_day DESC) r ON true
   WHERE t.rate_table_id = $1 ORDER BY r.currency`;
  return {
    rows: async (db: Queryable, question: ForecastQuestion): Promise<ForecastRow[]> => {
      const { asOf, by, from, until } = question;
      const asked = salesConditions(
        question,
        { from: ['s.expected_close >=', from], until: ['s.expected_close <', until] },
        2,
      );
      const amount = by === 'product' ? 'l.amount' : 's.amount';
      const text = `SELECT ${keys[by]} AS key, s.currency, count(DISTINCT s.opportunity_id)::int AS count,
          trim_scale(sum(${amount}))::text AS amount,
          trim_scale(sum(${amount} * coalesce(s.probability, 0)))::text AS weighted
        FROM ${schema}.spans s ${by === 'product' ? lines : ''}
       WHERE s.from_at <= $1 AND s.until_at > $1 AND s.status = 'open' ${asked.sql}
       GROUP BY 1, 2 ORDER BY 1, 2`;
      const counted = by === 'product' ? text : text.replace('count(DISTINCT s.opportunity_id)', 'count(*)');
      const name = `${schema}.forecast_${by}_${asked.name}`;
      return (await db.query<ForecastRow>({ name, text: counted, values: [asOf, ...asked.values] })).rows;
    },
    late: async (db: Queryable, asOf: string): Promise<LateFacts> => {
      const { rows } = await db.query<LateFacts>({ name: `${schema}.forecast_late`, text: late, values: [asOf] });
      return rows[0] as LateFacts;
    },
    /** Rates of a day (UTC); undefined when there is no such table. */
    rates: async (db: Queryable, rateTableId: string, day: string): Promise<RatesOfDay | undefined> => {
      const { rows } = await db.query<{ base: string } & { [Name in keyof Rate]: string | null }>({
        name: `${schema}.rates`,
        text: ratesOf,
        values: [rateTableId, day],
      });
      const [first] = rows;
      return (
        first && { base: first.base, rates: rows.filter((row): row is { base: string } & Rate => row.rate !== null) }
      );
    },
  };
};
export type ForecastReads = ReturnType<typeof forecastReads>;
