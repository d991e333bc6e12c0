import { unusualMinorUnits } from '@touchstone/contracts';

export const dayStart = (day: string): string => `(${day} || 'T00:00:00Z')::timestamptz`;

const digitsOf = (currency: string): string =>
  `CASE ${currency} ${unusualMinorUnits.map(([of, digits]) => `WHEN '${of}' THEN ${digits}`).join(' ')} ELSE 2 END`;

/** Parameters of the statement, as SQL. */
interface Given {
  readonly asOf: string;
  readonly knownBy: string;
  readonly rateTable: string;
}

/** What one unit of a booking's currency is in that of the quota, by the rates of its day that were known by then. */
const factorSql = (forecast: string, { knownBy, rateTable }: Given): string => {
  const rateOf = (currency: string, name: string) => `LEFT JOIN LATERAL (
      SELECT r.rate, r.from_day FROM ${forecast}.rates r
       WHERE r.rate_table_id = t.rate_table_id AND r.currency = ${currency} AND r.set_at <= ${knownBy}
         AND r.from_day <= to_char(b.booked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
       ORDER BY r.from_day DESC, r.position DESC LIMIT 1) ${name} ON true`;
  const inBase = (currency: string, rate: string) => `CASE WHEN ${currency} = t.base THEN 1 ELSE ${rate} END`;
  return `SELECT ${inBase('b.currency', 'f.rate')} / ${inBase('q.currency', 'g.rate')} AS factor,
      coalesce(f.from_day, g.from_day) AS from_day
    FROM ${forecast}.rate_tables t ${rateOf('b.currency', 'f')} ${rateOf('q.currency', 'g')}
   WHERE t.rate_table_id = ${rateTable} AND b.currency <> q.currency`;
};

/** What was won towards the quota of the row q; each kind of holder has an index of its own. */
export const wonSql = (schema: string, forecast: string, given: Given): string => {
  const bookingsOf = (kind: string, column: string) => `SELECT b.currency, b.amount, b.booked_at, b.recorded_at
    FROM ${schema}.bookings b WHERE q.holder_kind = '${kind}' AND b.${column} = q.holder AND b.booked_at <= ${given.asOf}
     AND b.booked_at >= ${dayStart('q.from_day')} AND b.booked_at < ${dayStart('q.until_day')}`;
  // Nothing is rounded but a conversion, and that once, in its sum.
  const sum = (which: string) => `trim_scale(coalesce(sum(b.amount) FILTER (WHERE b.same ${which}), 0)
    + round(coalesce(sum(b.amount * b.factor) FILTER (WHERE NOT b.same ${which}), 0), ${digitsOf('q.currency')}))`;
  return `SELECT ${sum('')} AS won, (count(*) FILTER (WHERE b.late))::int AS late, ${sum('AND b.late')} AS "lateAmount",
      coalesce(json_agg(json_build_object('currency', b.currency, 'amount', b.amount::text))
        FILTER (WHERE NOT b.same AND b.factor IS NULL), '[]') AS unconverted,
      coalesce(json_agg(DISTINCT jsonb_build_object('currency', b.currency, 'rate', trim_scale(round(b.factor, 8))::text, 'from', b.from_day))
        FILTER (WHERE b.factor IS NOT NULL), '[]') AS rates
    FROM (SELECT b.*, b.currency = q.currency AS same, b.recorded_at >= ${dayStart('q.until_day')} AS late, r.factor, r.from_day
      FROM (${bookingsOf('rep', 'owner')} UNION ALL ${bookingsOf('team', 'team')}) b
      LEFT JOIN LATERAL (${factorSql(forecast, given)}) r ON true) b`;
};
