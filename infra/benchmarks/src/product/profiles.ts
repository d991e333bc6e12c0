import { createHash, randomBytes } from 'node:crypto';
import { createServer, request, type Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { customerIdentity, customerProfile, customerSales, customerTimeline } from '@touchstone/read-models';
import { Pool } from 'pg';
import type { Bench } from '../harness/row';
import { serve, type Served } from '../plain/serve';

const program = join(__dirname, '../../../../apps/query-api/dist/main.js');

const seed = (
  customers: number,
): string => `INSERT INTO customer_profile_v1.customers (id, kind, identities, name, traits, identifiers, first_seen_at, last_seen_at,
    touchpoints, channels, order_count, revenue, gross_revenue)
  SELECT gen_random_uuid(), 'person', ARRAY[md5(n::text), md5('e' || n)], 'Customer ' || n,
    jsonb_build_object('firstName', 'Customer', 'lastName', n::text, 'plan', 'trial', 'city', 'Oslo', 'age', n % 90),
    jsonb_build_array(jsonb_build_object('type', 'user_id', 'value', 'u' || n), jsonb_build_object('type', 'email', 'value', n || '@example.com')),
    now() - interval '1 year', now(), n % 500, '{web,email,store}', n % 20,
    jsonb_build_array(jsonb_build_object('currency', 'GBP', 'amount', (n * 3.17)::text)),
    jsonb_build_array(jsonb_build_object('currency', 'GBP', 'amount', (n * 3.5)::text))
  FROM generate_series(1, ${customers}) n`;

/** A read database with so many profiles, and an API key; answers with the ids of all of them. */
export const openProfiles = async (bench: Bench, customers: number, apiKey: string) => {
  const url = await bench.database();
  const pool = new Pool({ connectionString: url, max: 1 });
  for (const { name, version, schema, migrations } of [
    customerProfile,
    customerTimeline,
    customerIdentity,
    customerSales,
  ]) {
    await pool.query(
      `CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${migrations.map(({ sql }) => sql).join(';')}; RESET search_path`,
    );
    await pool.query(`CREATE SCHEMA IF NOT EXISTS touchstone;
      CREATE TABLE IF NOT EXISTS touchstone.active_versions (subscription text, version int, generation int DEFAULT 1)`);
    await pool.query('INSERT INTO touchstone.active_versions VALUES ($1, $2)', [name, version]);
  }
  await pool.query(seed(customers));
  await pool.query('VACUUM ANALYZE customer_profile_v1.customers');
  await pool.query(`CREATE SCHEMA access; CREATE TABLE access.api_keys
    (id uuid DEFAULT gen_random_uuid(), name text, key_hash bytea, role text, revoked_at timestamptz)`);
  const hash = createHash('sha256').update(apiKey).digest();
  await pool.query(`INSERT INTO access.api_keys (name, key_hash, role) VALUES ('bench', $1, 'analyst')`, [hash]);
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM customer_profile_v1.customers');
  await pool.end();
  return { url, ids: rows.map(({ id }) => id) };
};

/** Answers for customer-repository and projections, which do not run here. */
const answerMarks = async () => {
  const names = ['customer-profile', 'customer-timeline', 'customer-identity', 'customer-sales'];
  const slots = Object.fromEntries(names.map((name) => [name, { 0: '1' }]));
  const server = createServer((_, answer) =>
    answer.end(
      JSON.stringify({ inbox: {}, resolver: '1', head: '1', parked: [], slots, levelAt: new Date().toISOString() }),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => server.close() };
};

/** The query API in a process of its own, on a read database; `logUrl` has the API keys, where the read database has none. */
export const serveQueryApi = async (url: string, logUrl = url): Promise<Served> => {
  const marks = await answerMarks();
  const served = await serve(program, [], {
    PORT: '0',
    READ_DATABASE_URL: url,
    LOG_DATABASE_URL: logUrl,
    PEPPER: randomBytes(32).toString('hex'),
    REPOSITORY_URL: marks.url,
    PROJECTIONS_URL: marks.url,
  });
  const stop = async (): Promise<void> => {
    await served.stop();
    marks.close();
  };
  return { ...served, stop };
};

/** Asks for one of these customers. */
export const reader =
  ({ url }: Served, apiKey: string, ids: readonly string[], agent: Agent) =>
  () =>
    new Promise<number>((resolve, reject) => {
      const id = ids[Math.floor(Math.random() * ids.length)];
      const call = request(
        `${url}/customers/${id}`,
        { agent, headers: { authorization: `Bearer ${apiKey}` } },
        (answer) =>
          answer
            .resume()
            .once('end', () =>
              answer.statusCode === 200 ? resolve(1) : reject(new Error(`HTTP ${answer.statusCode}`)),
            ),
      );
      call.once('error', reject).end();
    });
