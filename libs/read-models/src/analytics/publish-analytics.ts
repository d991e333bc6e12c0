import { createHash } from 'node:crypto';
import { escapeLiteral, type ClientBase, type Pool } from 'pg';
import { schemaOf } from '../read-model';
import { analyticsSchema } from '../roles/analyst-role';
import { runAsOwner } from '../roles/run-as-owner';
import { catalogueViews } from './catalogue-views';
import { customerViews } from './customer-views';
import { dealViews } from './deal-views';
import { factViews } from './fact-views';
import { organisationViews } from './organisation-views';
import { recordViews } from './record-views';
import { sellingViews } from './selling-views';
import { currentSchemas, schemasBy } from './read-schemas';
import type { AnalystView, ReadSchemas } from './view';

export const analystViews = (schemas: ReadSchemas = currentSchemas): readonly AnalystView[] => [
  ...customerViews(schemas),
  ...factViews(schemas),
  ...recordViews(schemas),
  ...sellingViews(schemas),
  ...dealViews(schemas),
  ...catalogueViews(schemas),
  ...organisationViews(schemas),
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

/** Views of read models that are there: a process that keeps some of them may be the first to publish. */
const showable = async (client: ClientBase, schemas: ReadSchemas): Promise<AnalystView[]> => {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY ($1)',
    [Object.values(schemas)],
  );
  const there = new Set(rows.map(({ name }) => name));
  const missing = Object.values(schemas).filter((schema: string) => !there.has(schema));
  return analystViews(schemas).filter((view) => !missing.some((schema) => selectOf(view).includes(`${schema}.`)));
};

const lock = 7_035_021_843;

/** The versions that answer, as the subscriptions keep them; those of this code where none was activated yet. */
const activeSchemas = async (client: ClientBase): Promise<ReadSchemas> => {
  const table = await client.query<{ there: boolean }>(
    `SELECT to_regclass('touchstone.active_versions') IS NOT NULL AS there`,
  );
  if (!table.rows[0]?.there) return currentSchemas;
  const { rows } = await client.query<{ name: string; version: number; generation: number }>(
    'SELECT subscription AS name, version, generation FROM touchstone.active_versions',
  );
  const schemas = new Map(rows.map(({ name, version, generation }) => [name, schemaOf(name, version, generation)]));
  return schemasBy(({ name, schema }) => schemas.get(name) ?? schema);
};

interface Published {
  /** View -> digest of its statements. */
  readonly views: Readonly<Record<string, string>>;
}

const digestOf = (view: AnalystView): string =>
  createHash('sha256').update(statementsOf(view).join(';')).digest('hex').slice(0, 16);
const markPrefix = 'Views for analysts.';
const markOf = (views: readonly AnalystView[]): string =>
  `${markPrefix} ${views.map((view) => `${view.name}=${digestOf(view)}`).join(' ')}`;

/** What stands there, by the mark in the comment of the schema; a view that is gone does not count. */
const published = async (client: ClientBase): Promise<Published> => {
  const { rows } = await client.query<{ mark: string | null; views: string[] }>(
    `SELECT obj_description(n.oid, 'pg_namespace') AS mark,
            ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'v') AS views
       FROM pg_namespace n WHERE n.nspname = $1`,
    [analyticsSchema],
  );
  const { mark, views = [] } = rows[0] ?? { mark: null };
  const said = (mark ?? '')
    .slice(markPrefix.length)
    .split(' ')
    .map((part) => part.split('='));
  return { views: Object.fromEntries(said.filter(([name]) => name && views.includes(name))) as Record<string, string> };
};

/**
 * Makes those of the analysts' views anew that changed, in the transaction of the client. Nothing happens to the others,
 * because replacing a view waits for whoever reads it.
 */
export const changeAnalyticsOver = async (client: ClientBase): Promise<void> => {
  await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
  const views = await showable(client, await activeSchemas(client));
  const there = await published(client);
  const changed = views.filter((view) => there.views[view.name] !== digestOf(view));
  if (changed.length === 0) return;
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${analyticsSchema}`);
  for (const { name } of changed) await client.query(`DROP VIEW IF EXISTS ${analyticsSchema}.${name}`);
  for (const statement of changed.flatMap(statementsOf)) await client.query(statement);
  await client.query(`COMMENT ON SCHEMA ${analyticsSchema} IS ${escapeLiteral(markOf(views))}`);
};

/** The owner calls it after its migrations; a switch of versions does the same in its own transaction. */
export const publishAnalytics = async (pool: Pool): Promise<void> => runAsOwner(pool, changeAnalyticsOver);
