import type { Queryable } from '../reading/queryable';
import { salesConditions, type SalesFilter } from '../sales-facts/sales-filter';

export interface AttainmentQuestion {
  /** ISO time: what had happened by then. */
  readonly asOf: string;
  /** Days: quotas whose period touches it. */
  readonly from: string;
  readonly until: string;
  readonly rep?: string | undefined;
  readonly team?: string | undefined;
  /** Sales people whose quotas may be seen; undefined: all. */
  readonly owners?: readonly string[] | undefined;
  /** By which other currencies count; without it they are shown apart. */
  readonly rateTable?: string | undefined;
}

/** One quota and what was won towards it; amounts are decimals as text, in its currency. */
export interface AttainmentRow {
  readonly quota: string;
  readonly kind: 'rep' | 'team';
  readonly holder: string;
  readonly from: string;
  readonly until: string;
  readonly amount: string;
  readonly currency: string;
  readonly won: string;
  /** Share of one; null for a quota of nothing. */
  readonly attainment: string | null;
  /** Of `won`: what was recorded only after the period had ended. */
  readonly late: number;
  readonly lateAmount: string;
  /** Won in currencies that nothing converts, booking by booking. */
  readonly unconverted: readonly { readonly currency: string; readonly amount: string }[];
  /** By which other currencies were converted. */
  readonly rates: readonly { readonly currency: string; readonly rate: string; readonly from: string }[];
}

export interface BookedQuestion extends Omit<SalesFilter, 'pipeline'> {
  /** Days. */
  readonly from: string;
  readonly until: string;
}

/** What was won in a period, net of what counts back. */
export interface BookedRow {
  readonly currency: string;
  readonly amount: string;
}

const dayStart = (day: string): string => `(${day} || 'T00:00:00Z')::timestamptz`;

/** Reads of one version of the attainment; rates come from the forecast's read model. */
export const attainmentReads = (schema: string, forecastSchema: string) => {
  const rateOn = (currency: string, name: string) => `LEFT JOIN LATERAL (
      SELECT r.rate, r.from_day FROM ${forecastSchema}.rates r
       WHERE r.rate_table_id = $4::uuid AND r.currency = ${currency}
         AND r.from_day <= to_char(b.booked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
       ORDER BY r.from_day DESC LIMIT 1) ${name} ON true`;
  const inBase = (currency: string, rate: string) => `CASE WHEN ${currency} = t.base THEN 1 ELSE ${rate} END`;
  const text = `
    SELECT q.quota_id AS quota, q.holder_kind AS kind, q.holder, q.from_day AS "from", q.until_day AS until,
           q.amount::text, q.currency, won.won, won.late, won."lateAmount", won.unconverted, won.rates,
           CASE WHEN q.amount > 0 THEN trim_scale(round(won.won::numeric / q.amount, 4))::text END AS attainment
      FROM ${schema}.quotas q CROSS JOIN LATERAL (
        SELECT trim_scale(coalesce(sum(b.worth), 0))::text AS won,
               (count(*) FILTER (WHERE b.late))::int AS late,
               trim_scale(coalesce(sum(b.worth) FILTER (WHERE b.late), 0))::text AS "lateAmount",
               coalesce(json_agg(json_build_object('currency', b.currency, 'amount', b.amount::text))
                 FILTER (WHERE b.worth IS NULL), '[]') AS unconverted,
               coalesce(json_agg(DISTINCT jsonb_build_object('currency', b.currency, 'rate', b.rate, 'from', b.rate_from))
                 FILTER (WHERE b.rate IS NOT NULL), '[]') AS rates
          FROM (
            SELECT b.currency, b.amount, b.recorded_at >= ${dayStart('q.until_day')} AS late,
                   CASE WHEN b.currency <> q.currency THEN trim_scale(round(r.factor, 8))::text END AS rate, r.from_day AS rate_from,
                   round(CASE WHEN b.currency = q.currency THEN b.amount ELSE b.amount * r.factor END, 2) AS worth
              FROM ${schema}.bookings b
              LEFT JOIN LATERAL (
                SELECT ${inBase('b.currency', 'f.rate')} / ${inBase('q.currency', 'g.rate')} AS factor,
                       coalesce(f.from_day, g.from_day) AS from_day
                  FROM ${forecastSchema}.rate_tables t
                  ${rateOn('b.currency', 'f')} ${rateOn('q.currency', 'g')}
                 WHERE t.rate_table_id = $4::uuid) r ON true
             WHERE b.booked_at >= ${dayStart('q.from_day')} AND b.booked_at < ${dayStart('q.until_day')} AND b.booked_at <= $1
               AND CASE q.holder_kind WHEN 'rep' THEN b.owner ELSE b.team END = q.holder) b) won
     WHERE NOT q.withdrawn AND q.from_day < $3 AND q.until_day > $2
       AND ($5::text IS NULL OR (q.holder_kind = 'rep' AND q.holder = $5))
       AND ($6::text IS NULL OR (q.holder_kind = 'team' AND q.holder = $6))
       AND ($7::text[] IS NULL OR (q.holder_kind = 'rep' AND q.holder = ANY ($7)))
     ORDER BY q.from_day, q.holder_kind, q.holder, q.quota_id LIMIT 1000`;
  return {
    rows: async (db: Queryable, question: AttainmentQuestion): Promise<AttainmentRow[]> => {
      const { asOf, from, until, rateTable, rep, team, owners } = question;
      const values = [asOf, from, until, rateTable ?? null, rep ?? null, team ?? null, owners ?? null];
      return (await db.query<AttainmentRow>({ name: `${schema}.attainment`, text, values })).rows;
    },
    booked: async (db: Queryable, { from, until, owner, team, reach }: BookedQuestion): Promise<BookedRow[]> => {
      const asked = salesConditions({ owner, team, reach }, {}, 3);
      const sums = `SELECT s.currency, trim_scale(sum(s.amount))::text AS amount FROM ${schema}.bookings s
        WHERE s.booked_at >= ${dayStart('$1')} AND s.booked_at < ${dayStart('$2')} ${asked.sql}
        GROUP BY 1 ORDER BY 1`;
      const statement = { name: `${schema}.booked_${asked.name}`, text: sums, values: [from, until, ...asked.values] };
      return (await db.query<BookedRow>(statement)).rows;
    },
  };
};
export type AttainmentReads = ReturnType<typeof attainmentReads>;
