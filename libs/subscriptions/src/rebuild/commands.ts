import { escapeIdentifier, type Pool } from 'pg';
import type { Projection } from '../projection';
import { buildName, followersOf, schemaOfBuild, type BuildId } from './build';
import { chosenOf, liveOf, readBuilds, type BuildRow } from './build-rows';
import { inSteps } from './in-steps';
import { RebuildRefused } from './refused';

export interface Rebuilds {
  readonly pool: Pool;
  /** Schema of the slots. */
  readonly schema: string;
  readonly projections: readonly Projection[];
}

export interface RebuildRequest extends Rebuilds {
  readonly projection: string;
  /** Unless named: the newest that this program has. */
  readonly version?: number | undefined;
  readonly slots: number;
  readonly by: string;
}

const versionOf = ({ projections, projection, version }: RebuildRequest): Projection => {
  const all = projections.filter(({ name }) => name === projection);
  const names = [...new Set(projections.map(({ name }) => name))];
  if (all.length === 0)
    throw new RebuildRefused(
      'unknown-projection',
      `There is no read model ${projection}: name one of ${names.join(', ')}.`,
    );
  const newest = all.reduce((a, b) => (a.version > b.version ? a : b));
  const found = version === undefined ? newest : all.find((one) => one.version === version);
  if (!found)
    throw new RebuildRefused(
      'unknown-version',
      `This program has no version ${version} of ${projection}, only ${all.map((one) => one.version).join(', ')}.`,
    );
  return found;
};

/** The first generation whose schema is free. */
const generationOf = async (pool: Pool, projection: Projection, builds: readonly BuildRow[]): Promise<number> => {
  for (let generation = 1; ; generation++) {
    if (generation > 1 && !projection.inSchema)
      throw new RebuildRefused(
        'wrong-state',
        `Version ${projection.version} of ${projection.name} is bound to one schema: make a new version.`,
      );
    const known = builds.some((one) => one.version === projection.version && one.generation === generation);
    const schema = schemaOfBuild(projection, generation);
    const { rows } = await pool.query<{ free: boolean }>('SELECT to_regnamespace($1) IS NULL AS free', [schema]);
    if (!known && rows[0]?.free) return generation;
  }
};

/** Writes down that a version is to be built beside the one that answers; the processes that keep it begin at once. */
export const requestRebuild = async (request: RebuildRequest): Promise<BuildId> => {
  const { pool, schema, slots, by } = request;
  const projection = versionOf(request);
  const { name, version } = projection;
  const builds = (await readBuilds(pool, schema)).filter((build) => build.name === name);
  liveOf(builds, name);
  const building = builds.find(({ state }) => state === 'building');
  if (building)
    throw new RebuildRefused(
      'wrong-state',
      `Build ${buildName(building)} of ${name} is under way: switch to it or abort it first.`,
    );
  const generation = await generationOf(pool, projection, builds);
  const id = { name, version, generation };
  const at = escapeIdentifier(schema);
  await inSteps(pool, 'BEGIN', async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO ${at}.builds (subscription, version, generation, schema, slots, state, requested_by)
       VALUES ($1, $2, $3, $4, $5, 'building', $6) ON CONFLICT DO NOTHING`,
      [name, version, generation, schemaOfBuild(projection, generation), slots, by],
    );
    if (rowCount !== 1) throw new RebuildRefused('wrong-state', `Somebody else began a build of ${name} just now.`);
    await client.query(
      `INSERT INTO ${at}.slots (subscription, version, slot) SELECT $1, $2, generate_series(0, $3::int - 1)`,
      [followersOf(id), version, slots],
    );
  });
  return id;
};

interface BuildRequest extends Rebuilds {
  readonly projection: string;
  readonly build?: string | undefined;
}

const which = 'subscription = $1 AND version = $2 AND generation = $3';
const keyOf = ({ name, version, generation }: BuildId) => [name, version, generation];

/** Asks for a comparison with the version that answers; a process that keeps the read model does it, also after a crash. */
export const requestComparison = async ({ pool, schema, projection, build }: BuildRequest): Promise<BuildId> => {
  const builds = await readBuilds(pool, schema);
  liveOf(builds, projection);
  const chosen = chosenOf(builds, projection, build, ['building']);
  if (!chosen.levelAt)
    throw new RebuildRefused(
      'not-level',
      `Build ${buildName(chosen)} of ${projection} is not level with the store yet: wait until it is.`,
    );
  await pool.query(
    `UPDATE ${escapeIdentifier(schema)}.builds SET comparison_asked_at = coalesce(comparison_asked_at, now()), comparison = NULL WHERE ${which}`,
    keyOf(chosen),
  );
  return chosen;
};

/**
 * Gives a build up: `building` = abort, `previous` = drop the version that answered before. Its slots are gone at once, so
 * nobody writes any more; its tables go as soon as nobody reads them.
 */
export const giveUp = async (
  { pool, schema, projection, build }: BuildRequest,
  state: 'building' | 'previous',
): Promise<BuildId> => {
  const builds = await readBuilds(pool, schema);
  liveOf(builds, projection);
  const chosen = chosenOf(builds, projection, build, [state]);
  const at = escapeIdentifier(schema);
  await inSteps(pool, 'BEGIN', async (client) => {
    const { rowCount } = await client.query(
      `UPDATE ${at}.builds SET state = 'dropping' WHERE ${which} AND state = $4`,
      [...keyOf(chosen), state],
    );
    if (rowCount !== 1)
      throw new RebuildRefused('busy', `Somebody else changed the builds of ${projection} meanwhile.`);
    for (const table of ['slots', 'repairs'])
      await client.query(`DELETE FROM ${at}.${table} WHERE subscription = $1 AND version = $2`, [
        followersOf(chosen),
        chosen.version,
      ]);
  });
  return chosen;
};
