import { escapeIdentifier, type Pool } from 'pg';
import type { BuildComparison } from '@touchstone/contracts';
import { liveOf, type BuildRow } from './build-rows';
import type { Rebuilds } from './commands';
import { compareBuilds } from './compare-builds';
import { inSteps, isLockTimeout, lockTimeout } from './in-steps';

const which = 'subscription = $1 AND version = $2 AND generation = $3';
const keyOf = ({ name, version, generation }: BuildRow) => [name, version, generation];

/** Drops the tables of a build that was given up. False while somebody still reads them. */
export const dropBuild = async (
  { pool, schema }: Pick<Rebuilds, 'pool' | 'schema'>,
  build: BuildRow,
): Promise<boolean> => {
  const name = build.schema as string;
  try {
    await inSteps(pool, `BEGIN; ${lockTimeout}`, async (client) => {
      const { rows } = await client.query<{ table: string }>(
        `SELECT oid::regclass::text AS table FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p')`,
        [name],
      );
      // Without CASCADE: a view that still rests on one of them is worth more than the space.
      if (rows.length > 0) await client.query(`DROP TABLE ${rows.map(({ table }) => table).join(', ')}`);
      await client.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(name)}`);
      await client.query(
        `DELETE FROM ${escapeIdentifier(schema)}.builds WHERE ${which} AND state = 'dropping'`,
        keyOf(build),
      );
    });
    return true;
  } catch (error) {
    if (isLockTimeout(error)) return false;
    throw error;
  }
};

/** Does the comparison that was asked for, unless another process is at it. */
export const compareAsAsked = async (
  rebuilds: Rebuilds,
  builds: readonly BuildRow[],
  built: BuildRow,
  signal: AbortSignal,
): Promise<BuildComparison | undefined> => {
  const { pool, schema } = rebuilds;
  return whileAlone(pool, `comparison of ${schema} ${built.name}`, async () => {
    const asked = `SELECT FROM ${escapeIdentifier(schema)}.builds WHERE ${which} AND comparison_asked_at IS NOT NULL`;
    // Another process may have done it between our look and our turn.
    if ((await pool.query(asked, keyOf(built))).rowCount === 0) return undefined;
    const comparison = await compareBuilds({ ...rebuilds, live: liveOf(builds, built.name), built, signal });
    await pool.query(
      `UPDATE ${escapeIdentifier(schema)}.builds SET comparison = $4, comparison_asked_at = NULL WHERE ${which}`,
      [...keyOf(built), JSON.stringify(comparison)],
    );
    return comparison;
  });
};

/** The lock lives as long as its connection, so that of a process that died is free. */
const whileAlone = async <T>(pool: Pool, what: string, work: () => Promise<T>): Promise<T | undefined> => {
  const client = await pool.connect();
  const onError = () => undefined;
  client.on('error', onError);
  let free = false;
  try {
    const key = `hashtextextended('touchstone ' || $1, 0)`;
    const { rows } = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_lock(${key}) AS mine`, [what]);
    if (!rows[0]?.mine) {
      free = true;
      return undefined;
    }
    const done = await work();
    await client.query(`SELECT pg_advisory_unlock(${key})`, [what]);
    free = true;
    return done;
  } finally {
    client.off('error', onError);
    client.release(!free);
  }
};
