import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { Client } from 'pg';
import { customerIdentity } from '../customer-identity/model';
import { customerProfile } from '../customer-profile/model';
import { ensureAnalystRole } from '../roles/analyst-role';
import { ensureReaderRole } from '../roles/reader-role';
import { analystViews, publishAnalytics } from './publish-analytics';
import { readModels } from './read-schemas';
import { viewDocument } from './view-document';

const suffix = randomUUID().slice(0, 8);
const roles = { analyst: `analyst_${suffix}`, reader: `reader_${suffix}` };
const password = `it's "secret"`;
const early = readModels.map(([, model]) => model).filter(({ name }) => name !== customerIdentity.name);
let database: TestDatabase;

const connect = async (role: string, word = password): Promise<Client> => {
  const url = Object.assign(new URL(database.url), { username: role, password: word });
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return client;
};
const as = async <T>(role: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = await connect(role);
  return work(client).finally(() => client.end());
};
const ask = (role: string, sql: string) =>
  as(role, async (client) => (await client.query(sql)).rows as Record<string, unknown>[]);

beforeAll(async () => {
  database = await testDatabase();
  const { pool } = database;
  for (const { schema, migrations } of early) await migrate(pool, schema, migrations);
  await ensureReaderRole(pool, { name: roles.reader, password });
  await ensureAnalystRole(pool, { name: roles.analyst, password, connections: 2, ownsServer: true });
  // Made after the roles, as a new version is.
  await migrate(pool, customerIdentity.schema, customerIdentity.migrations);
  await publishAnalytics(pool);
});
afterAll(async () => {
  for (const role of Object.values(roles)) await database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await database.drop();
});

const forbidden: [what: string, sql: string][] = [
  ['writing a view', `UPDATE analytics.customers SET name = 'x'`],
  ['writing a table', `DELETE FROM customer_profile_v1.customers`],
  ['a temporary table', 'CREATE TEMP TABLE mine (a int)'],
  ['a table of its own', 'CREATE TABLE analytics.mine (a int)'],
  ['a table in public', 'CREATE TABLE public.mine (a int)'],
  ['a table out of a query', 'SELECT 1 AS a INTO TEMP mine'],
  ['a view', 'CREATE VIEW analytics.mine AS SELECT 1'],
  ['a schema', 'CREATE SCHEMA mine'],
  ['a role', 'CREATE ROLE mine'],
  ['more rights', `ALTER ROLE ${roles.analyst} SUPERUSER`],
  ['another role', 'SET ROLE pg_write_all_data'],
  ['a program', `COPY (SELECT 1) TO PROGRAM 'cat'`],
  ['a file', `COPY (SELECT 1) TO '/tmp/x'`],
  ['reading a file', `SELECT pg_read_file('/etc/passwd')`],
  ['a large object', 'SELECT lo_from_bytea(0, decode($$00$$, $$hex$$))'],
  ['a lock that others wait for', 'SELECT pg_advisory_lock(1)'],
  ['a table lock', 'BEGIN; LOCK TABLE customer_profile_v1.customers IN ACCESS EXCLUSIVE MODE'],
  ['a block of code', 'DO $$ BEGIN PERFORM 1; END $$'],
  ['a sequence', 'CREATE SEQUENCE analytics.s'],
  [
    'ending another session',
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IS DISTINCT FROM current_user AND usename IS NOT NULL',
  ],
];

describe.each(['analyst', 'reader'] as const)('the role %s', (role) => {
  it.each(forbidden)('is refused %s', async (_, sql) => {
    await as(roles[role], async (client) => {
      await client.query('SET default_transaction_read_only = off');
      await client.query('SET statement_timeout = 0');
      await expect(client.query(sql)).rejects.toThrow(/permission denied|must be|cannot|only roles with/i);
    });
  });

  it('is read only from the start', async () => {
    expect(await ask(roles[role], 'SHOW default_transaction_read_only')).toEqual([
      { default_transaction_read_only: 'on' },
    ]);
  });
});

describe('the analyst role', () => {
  it.each(['customer_profile_v1.customers', 'customer_timeline_v1.entries', 'customer_identity_v1.pairs'])(
    'does not see %s',
    async (table) => {
      await expect(ask(roles.analyst, `SELECT * FROM ${table}`)).rejects.toThrow('permission denied');
    },
  );
  it.each(['postgres', 'template1'])('does not get into the database %s', async (name) => {
    const url = Object.assign(new URL(database.url), { username: roles.analyst, password, pathname: `/${name}` });
    await expect(new Client({ connectionString: url.href }).connect()).rejects.toThrow(
      'permission denied for database',
    );
  });
  it('has a password', async () => {
    const { rows } = await database.pool.query('SELECT rolpassword FROM pg_authid WHERE rolname = $1', [roles.analyst]);
    expect(rows[0].rolpassword).toMatch(/^SCRAM-SHA-256/);
  });
  it('is limited in time and connections', async () => {
    const open = [await connect(roles.analyst), await connect(roles.analyst)];
    await expect(connect(roles.analyst)).rejects.toThrow('too many connections');
    const settings = await open[0]?.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'temp_file_limit') ORDER BY 1`,
    );
    expect(settings?.rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '60000' },
      { name: 'statement_timeout', setting: '60000' },
      { name: 'temp_file_limit', setting: '2097152' },
    ]);
    await Promise.all(open.map((client) => client.end()));
  });
  it('reads every view, found without its schema', async () => {
    for (const { name } of analystViews()) expect(await ask(roles.analyst, `SELECT * FROM ${name}`)).toEqual([]);
  });
  it('is made again without harm', async () => {
    await ensureAnalystRole(database.pool, { name: roles.analyst, password, connections: 2 });
    expect(await ask(roles.analyst, 'SELECT count(*)::int AS count FROM customers')).toEqual([{ count: 0 }]);
  });
});

it('lets the reader read what was made after it', async () => {
  expect(await ask(roles.reader, 'SELECT * FROM customer_identity_v1.pairs')).toEqual([]);
});

describe('the views', () => {
  it('are documented in the database and in docs/sql-views.md', async () => {
    const { rows } = await database.pool.query(
      `SELECT c.relname AS view, a.attname AS column,
              regexp_replace(replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'), '^integer$', 'int') AS type,
              col_description(c.oid, a.attnum) AS means FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind = 'v' ORDER BY c.relname, a.attnum`,
    );
    const declared = analystViews().flatMap(({ name, columns }) =>
      columns.map(([column, , type, means]) => ({ view: name, column, type, means })),
    );
    const byView = (a: { view: string }, b: { view: string }) => (a.view < b.view ? -1 : a.view > b.view ? 1 : 0);
    expect(rows).toEqual(declared.sort(byView));
    const path = join(__dirname, '../../../../docs/sql-views.md');
    if (process.env['WRITE_DOCUMENTS']) writeFileSync(path, viewDocument(analystViews()));
    expect(readFileSync(path, 'utf8')).toBe(viewDocument(analystViews()));
  });

  it('stay as they are, and stay readable, when they are published again or on another version', async () => {
    const oid = async () =>
      (await database.pool.query(`SELECT 'analytics.customers'::regclass::oid AS oid`)).rows[0].oid;
    const before = await oid();
    await Promise.all([publishAnalytics(database.pool), publishAnalytics(database.pool)]);
    expect(await oid()).toBe(before);
    await migrate(database.pool, 'customer_profile_v2', customerProfile.migrations);
    await database.pool.query(`INSERT INTO customer_profile_v2.customers (id, kind) VALUES ($1, 'person')`, [
      randomUUID(),
    ]);
    await database.pool.query(`CREATE SCHEMA touchstone;
      CREATE TABLE touchstone.active_versions (subscription text PRIMARY KEY, version int NOT NULL, generation int NOT NULL DEFAULT 1);
      INSERT INTO touchstone.active_versions VALUES ('customer-profile', 2), ('customer-timeline', 1)`);
    await publishAnalytics(database.pool);
    expect(await ask(roles.analyst, 'SELECT kind FROM customers')).toEqual([{ kind: 'person' }]);
    await database.pool.query(
      'UPDATE touchstone.active_versions SET version = 1; DROP SCHEMA customer_profile_v2 CASCADE',
    );
    await publishAnalytics(database.pool);
    expect(await ask(roles.analyst, 'SELECT kind FROM customers')).toEqual([]);
  });

  it('come back when what they show was deleted and built anew', async () => {
    const { schema, migrations } = customerIdentity;
    await database.pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await migrate(database.pool, schema, migrations);
    await publishAnalytics(database.pool);
    for (const { name } of analystViews()) expect(await ask(roles.analyst, `SELECT * FROM ${name}`)).toEqual([]);
  });
});
