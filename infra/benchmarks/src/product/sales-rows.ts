import type { Pool } from 'pg';

const place = `(ARRAY['qualified', 'proposal', 'negotiation'])[1 + n % 3], (ARRAY[0.1, 0.5, 0.8])[1 + n % 3]`;
const worth = `1000 + (n % 900) * 7.25, (ARRAY['EUR', 'EUR', 'GBP'])[1 + n % 3], '[]'::jsonb`;
const close = `to_char(date '2026-01-01' + n % 700, 'YYYY-MM-DD')`;
const since = `timestamptz '2026-01-01' + (n % 200) * interval '1 hour'`;
const whose = `'rep' || n % 50, 'team' || n % 5`;

/** So many open opportunities of 50 reps, as the read models would hold them, each with two moments of its past. */
export const seedOpportunities = async (pool: Pool, count: number): Promise<void> => {
  const pipelineId = '0190f3c4-0000-7000-8000-000000000102';
  await pool.query(`CREATE TEMP TABLE seeded AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, ${count}) n`);
  await pool.query(`INSERT INTO sales_pipeline_v1.opportunities (opportunity_id, status, account, owner, team, pipeline_id, pipeline_version,
      stage, probability, amount, currency, products, competitors, expected_close, opened_at, stage_since, changed_at)
    SELECT id, 'open', 'account-' || n, ${whose}, '${pipelineId}', 1, ${place}, ${worth}, '{}', ${close}, ${since}, ${since}, ${since} FROM seeded`);
  for (const [from, until, status] of [
    [since, `timestamptz '2026-02-01'`, 'open'],
    [`timestamptz '2026-02-01'`, `'infinity'`, 'open'],
  ])
    await pool.query(`INSERT INTO sales_forecast_v1.spans (opportunity_id, from_at, until_at, status, owner, team, pipeline_id,
        stage, probability, amount, currency, products, expected_close)
      SELECT id, ${from}, ${until}, '${status}', ${whose}, '${pipelineId}', ${place}, ${worth}, ${close} FROM seeded`);
  await pool.query('VACUUM ANALYZE sales_pipeline_v1.opportunities');
  await pool.query('VACUUM ANALYZE sales_forecast_v1.spans');
};
