import fastify from 'fastify';
import { Pool } from 'pg';

// The yardstick's process: the sums of a report as anybody would write them in SQL, over the same rows, written out by Fastify.
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 10 });
const pipeline = `SELECT pipeline_id, stage, currency, count(*), sum(amount) AS amount, sum(amount * probability) AS weighted
  FROM sales_pipeline_v1.opportunities WHERE status = 'open' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
const forecast = `SELECT stage, currency, count(*), sum(amount) AS amount, sum(amount * probability) AS weighted
  FROM sales_forecast_v1.spans WHERE from_at <= $1 AND until_at > $1 AND status = 'open' GROUP BY 1, 2 ORDER BY 1, 2`;

const main = async (): Promise<void> => {
  const server = fastify();
  server.get('/sales/pipeline', async () => ({ items: (await pool.query({ name: 'pipeline', text: pipeline })).rows }));
  server.get<{ Querystring: { asOf?: string } }>('/sales/forecast', async ({ query }) => {
    const values = [query.asOf ?? new Date().toISOString()];
    return { groups: (await pool.query({ name: 'forecast', text: forecast, values })).rows };
  });
  process.stdout.write(`listens on ${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
};

void main();
