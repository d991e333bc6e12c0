import { createHash } from 'node:crypto';
import { escapeLiteral, type ClientBase, type Pool } from 'pg';
import { customerIdentity } from '../customer-identity/model';
import { customerProfile } from '../customer-profile/model';
import { customerTimeline } from '../customer-timeline/model';
import { schemaOf, type ReadModel } from '../read-model';
import { analyticsSchema } from '../roles/analyst-role';
import { runAsOwner } from '../roles/run-as-owner';
import { customerViews } from './customer-views';
import { factViews } from './fact-views';
import type { AnalystView, ReadSchemas } from './view';

const currentSchemas: ReadSchemas = {
  profile: customerProfile.schema,
  timeline: customerTimeline.schema,
  identity: customerIdentity.schema,
};

export const analystViews = (schemas: ReadSchemas = currentSchemas): readonly AnalystView[] => [
  ...customerViews(schemas),
  ...factViews(schemas),
];

export const selectOf = ({ columns, from, distinct = '', orderBy }: AnalystView): string => {
  const shown = columns.map(([column, sql]) => `${sql} AS ${column}`).join(', ');
  return `SELECT ${distinct} ${shown} FROM ${from} ${orderBy === undefined ? '' : `ORDER BY ${orderBy}`}`;
};

const statementsOf = (shown: AnalystView): string[] => {
  const { name, comment, columns } = shown;
  const view = `${analyticsSchema}.${name}`;
  return [
    `CREATE VIEW ${view} AS ${selectOf(shown)}`,
    `COMMENT ON VIEW ${view} IS ${escapeLiteral(comment)}`,
    ...columns.map(([column, , , means]) => `COMMENT ON COLUMN ${view}.${column} IS ${escapeLiteral(means)}`),
  ];
};

const lock = 7_035_021_843;

/** The versions that answer, as the subscriptions keep them; those of this code where none was activated yet. */
const activeSchemas = async (client: ClientBase): Promise<ReadSchemas> => {
  const table = await client.query<{ there: boolean }>(
    `SELECT to_regclass('touchstone.active_versions') IS NOT NULL AS there`,
  );
  if (!table.rows[0]?.there) return currentSchemas;
  const { rows } = await client.query<{ name: string; version: number }>(
    'SELECT subscription AS name, version FROM touchstone.active_versions',
  );
  const versions = new Map(rows.map(({ name, version }) => [name, version]));
  const active = ({ name, version }: ReadModel) => schemaOf(name, versions.get(name) ?? version);
  return {
    profile: active(customerProfile),
    timeline: active(customerTimeline),
    identity: active(customerIdentity),
  };
};

const isPublished = async (client: ClientBase, views: readonly AnalystView[], mark: string): Promise<boolean> => {
  const { rows } = await client.query<{ mark: string | null; views: number }>(
    `SELECT obj_description(n.oid, 'pg_namespace') AS mark,
            (SELECT count(*)::int FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'v' AND c.relname = ANY ($2)) AS views
       FROM pg_namespace n WHERE n.nspname = $1`,
    [analyticsSchema, views.map(({ name }) => name)],
  );
  return rows[0]?.mark === mark && rows[0].views === views.length;
};

/**
 * Makes the analysts' views on the active versions of the read models; the owner calls it after its migrations and after
 * a version was activated. Nothing happens when they are so already, because replacing a view waits for whoever reads it.
 */
export const publishAnalytics = async (pool: Pool): Promise<void> =>
  runAsOwner(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    const views = analystViews(await activeSchemas(client));
    const statements = views.flatMap(statementsOf);
    const mark = `Views for analysts. ${createHash('sha256').update(statements.join(';')).digest('hex').slice(0, 16)}`;
    if (await isPublished(client, views, mark)) return;
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${analyticsSchema}`);
    const drops = views.map(({ name }) => `DROP VIEW IF EXISTS ${analyticsSchema}.${name}`);
    const comment = `COMMENT ON SCHEMA ${analyticsSchema} IS ${escapeLiteral(mark)}`;
    for (const statement of [...drops, ...statements, comment]) await client.query(statement);
  });
