import { prepared } from '../reading/prepared';
import type { Queryable } from '../reading/queryable';
import { lateCounts, type LateFacts } from '../sales-facts/late-facts';
import { salesConditions, type SalesFilter } from '../sales-facts/sales-filter';
import { dayStart, wonSql } from './attainment-sql';

export interface AttainmentQuestion {
  /** ISO time: what had happened by then. */
  readonly asOf: string;
  /** ISO time, or 'infinity': quotas and rates that were set by then. */
  readonly knownBy: string;
  /** Days: quotas whose period touches it. */
  readonly from: string;
  readonly until: string;
  readonly rep?: string | undefined;
  readonly team?: string | undefined;
  /** Sales people and teams whose quotas may be seen; undefined: all. */
  readonly reach?: { readonly owners: readonly string[]; readonly teams: readonly string[] } | undefined;
  /** By which other currencies count; without it they are shown apart. */
  readonly rateTable?: string | undefined;
}

/** Where a page ended. */
export interface AttainmentKey {
  readonly from: string;
  readonly kind: string;
  readonly holder: string;
  readonly quota: string;
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

const order = 'q.from_day, q.holder_kind, q.holder, q.quota_id';

/** Quotas that are asked for, of the row q. */
const asked = ({ knownBy, from, until, rep, team, reach }: AttainmentQuestion) => {
  const values: unknown[] = [knownBy, until, from];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions = ['q.from_day < $2', 'q.until_day > $3'];
  if (rep !== undefined) conditions.push(`q.holder_kind = 'rep' AND q.holder = ${given(rep)}`);
  if (team !== undefined) conditions.push(`q.holder_kind = 'team' AND q.holder = ${given(team)}`);
  if (reach) {
    const [owners, teams] = [given(reach.owners), given(reach.teams)];
    conditions.push(`q.holder = ANY (CASE q.holder_kind WHEN 'rep' THEN ${owners}::text[] ELSE ${teams}::text[] END)`);
  }
  return { values, given, conditions };
};

/** Reads of one version of the attainment; rates come from the forecast's read model. */
export const attainmentReads = (schema: string, forecastSchema: string) => ({
  /** Of each quota the amount that was known at the moment; one that was set later, or withdrawn by then, is not there. */
  rows: async (
    db: Queryable,
    question: AttainmentQuestion,
    after: AttainmentKey | undefined,
    limit: number,
  ): Promise<AttainmentRow[]> => {
    const { values, given, conditions } = asked(question);
    if (after) {
      const key = [after.from, after.kind, after.holder, after.quota].map(given);
      conditions.push(`(${order}) > (${key.join(', ')}::uuid)`);
    }
    const won = wonSql(schema, forecastSchema, {
      asOf: given(question.asOf),
      knownBy: '$1',
      rateTable: `${given(question.rateTable ?? null)}::uuid`,
    });
    const text = `
      SELECT q.quota_id AS quota, q.holder_kind AS kind, q.holder, q.from_day AS "from", q.until_day AS until,
             q.known::text AS amount, q.currency, won.won, won.late, won."lateAmount", won.unconverted, won.rates,
             CASE WHEN q.known > 0 THEN trim_scale(round(won.won / q.known, 4))::text END AS attainment
        FROM (SELECT q.*, a.amount AS known FROM ${schema}.quotas q CROSS JOIN LATERAL (
                SELECT a.amount FROM ${schema}.quota_amounts a
                 WHERE a.quota_id = q.quota_id AND a.set_at <= $1 ORDER BY a.position DESC LIMIT 1) a
               WHERE (q.withdrawn_at IS NULL OR q.withdrawn_at > $1) AND ${conditions.join(' AND ')}
               ORDER BY ${order} LIMIT ${given(limit)}) q
       CROSS JOIN LATERAL (${won}) won ORDER BY ${order}`;
    return (await db.query<AttainmentRow>(prepared(text, values))).rows;
  },
  /** What was said only after the moment about the quotas that are asked for. */
  late: async (db: Queryable, question: AttainmentQuestion): Promise<LateFacts> => {
    const { values, conditions } = asked(question);
    const text = `SELECT ${lateCounts('false')} FROM ${schema}.quotas q CROSS JOIN LATERAL (
        SELECT a.set_at AS at FROM ${schema}.quota_amounts a WHERE a.quota_id = q.quota_id
        UNION ALL SELECT q.withdrawn_at) said
      WHERE said.at > $1 AND ${conditions.join(' AND ')}`;
    return (await db.query<LateFacts>(prepared(text, values))).rows[0] as LateFacts;
  },
  booked: async (db: Queryable, { from, until, owner, team, reach }: BookedQuestion): Promise<BookedRow[]> => {
    const conditions = salesConditions({ owner, team, reach }, {}, 3);
    const text = `SELECT s.currency, trim_scale(sum(s.amount))::text AS amount FROM ${schema}.bookings s
      WHERE s.booked_at >= ${dayStart('$1')} AND s.booked_at < ${dayStart('$2')} ${conditions.sql}
      GROUP BY 1 ORDER BY 1`;
    return (await db.query<BookedRow>(prepared(text, [from, until, ...conditions.values]))).rows;
  },
});
export type AttainmentReads = ReturnType<typeof attainmentReads>;
