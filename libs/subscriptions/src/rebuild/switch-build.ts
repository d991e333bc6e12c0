import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildSwitched } from '@touchstone/contracts';
import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import type { Projection } from '../projection';
import { buildName, projectionOf, schemaOfBuild } from './build';
import { chosenOf, liveOf, readBuilds, type BuildRow } from './build-rows';
import { inSteps, isLockTimeout, lockTimeout } from './in-steps';
import { RebuildRefused } from './refused';
import { stopTogether } from './stop-together';

export interface SwitchRequest {
  readonly pool: Pool;
  /** Schema of the slots. */
  readonly schema: string;
  readonly projections: readonly Projection[];
  readonly projection: string;
  /** Unless named: the one that is being built, else the previous one. */
  readonly build?: string | undefined;
  /** Differences in what need not be equal are as they should be. */
  readonly accept: boolean;
  /** Part of the transaction: what else has to change over, as views. */
  readonly changeOver?: ((client: ClientBase) => Promise<void>) | undefined;
  /** How long it is tried while readers hold what has to change over. */
  readonly withinMs?: number | undefined;
}

/** Whoever waits behind an attempt gets through before the next one. */
const pauseMs = 400;

const chosen = (builds: readonly BuildRow[], { projection, build }: SwitchRequest): BuildRow => {
  const isBuilding = builds.some(({ name, state }) => name === projection && state === 'building');
  return chosenOf(
    builds,
    projection,
    build,
    build !== undefined ? ['building', 'previous'] : [isBuilding ? 'building' : 'previous'],
  );
};

/** Events go on, and what a comparison found says less and less about the rows that would answer. */
const comparisonHoldsMs = 15 * 60_000;

/** A previous one answered before, so nothing has to be proved about it. */
const check = (live: BuildRow, built: BuildRow, { projection, accept }: SwitchRequest): void => {
  if (built.state === 'previous') return;
  const { comparison } = built;
  const name = `Build ${buildName(built)} of ${projection}`;
  if (comparison?.against !== buildName(live))
    throw new RebuildRefused(
      'not-compared',
      `${name} is not compared with ${buildName(live)}, which answers: compare it first.`,
    );
  if (Date.now() - Date.parse(comparison.at) > comparisonHoldsMs)
    throw new RebuildRefused(
      'not-compared',
      `${name} was compared at ${comparison.at}, more than 15 minutes ago: compare it again.`,
    );
  if (comparison.refused > 0)
    throw new RebuildRefused(
      'must-equal',
      `${name} differs in ${comparison.refused} places that must be equal: abort it, correct the new version, and build it again.`,
    );
  if (comparison.other > 0 && !accept)
    throw new RebuildRefused(
      'not-accepted',
      `${name} differs in ${comparison.other} places: look at them, and accept them with the switch if they are meant.`,
    );
};

const changeRows = async (
  client: ClientBase,
  request: SwitchRequest,
  live: BuildRow,
  built: BuildRow,
): Promise<void> => {
  const at = escapeIdentifier(request.schema);
  const code = projectionOf(request.projections, { ...live, generation: 1 });
  if (!code)
    throw new RebuildRefused('unknown-version', `This program has no version ${live.version} of ${live.name}.`);
  const activated = await client.query(
    `UPDATE ${at}.active_versions SET version = $4, generation = $5, slots = $6, activated_at = now()
      WHERE subscription = $1 AND version = $2 AND generation = $3`,
    [live.name, live.version, live.generation, built.version, built.generation, built.slots],
  );
  const taken = await client.query(
    `DELETE FROM ${at}.builds WHERE subscription = $1 AND version = $2 AND generation = $3 AND state = $4`,
    [built.name, built.version, built.generation, built.state],
  );
  if (activated.rowCount !== 1 || taken.rowCount !== 1)
    throw new RebuildRefused('busy', `Somebody else changed the builds of ${live.name} meanwhile: look at them again.`);
  await client.query(
    `INSERT INTO ${at}.builds (subscription, version, generation, schema, slots, state, switched_at)
     VALUES ($1, $2, $3, $4, $5, 'previous', clock_timestamp())`,
    [live.name, live.version, live.generation, schemaOfBuild(code, live.generation), live.slots],
  );
};

/** One transaction at one position of both; undefined when somebody reads what has to change over, or compares. */
const attempt = async (request: SwitchRequest): Promise<Omit<BuildSwitched, 'attempts'> | undefined> => {
  const { pool, schema, projection, changeOver } = request;
  const builds = await readBuilds(pool, schema);
  const [live, built] = [liveOf(builds, projection), chosen(builds, request)];
  check(live, built, request);
  if (!built.levelAt)
    throw new RebuildRefused(
      'not-level',
      `Build ${buildName(built)} of ${projection} is not level with the store yet.`,
    );
  try {
    const { stoodMs } = await stopTogether(request, [live, built], (stop) =>
      inSteps(pool, `BEGIN; ${lockTimeout}`, async (client) => {
        await stop.hold(client);
        await changeRows(client, request, live, built);
        await changeOver?.(client);
      }),
    );
    return { projection, live: buildName(built), previous: buildName(live), stoodMs };
  } catch (error) {
    if (isLockTimeout(error) || (error instanceof RebuildRefused && error.code === 'busy')) return undefined;
    throw error;
  }
};

/**
 * Makes another build the one that answers, in one transaction that gives up after 200 ms and is tried again, so that no
 * reader queues behind a long query. The one that answered follows on as the previous one. Throws RebuildRefused.
 */
export const switchBuild = async (request: SwitchRequest): Promise<BuildSwitched> => {
  const deadline = performance.now() + (request.withinMs ?? 20_000);
  for (let attempts = 1; ; attempts++) {
    const switched = await attempt(request);
    if (switched) return { ...switched, attempts };
    if (performance.now() > deadline)
      throw new RebuildRefused(
        'busy',
        `Somebody reads without a pause what has to change over: ${attempts} attempts of 200 ms each were given up. Try again later.`,
      );
    await sleep(pauseMs);
  }
};
