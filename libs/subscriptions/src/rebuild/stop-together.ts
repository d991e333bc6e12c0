import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { buildName, followersOf, type BuildId } from './build';
import { inSteps } from './in-steps';
import { RebuildRefused } from './refused';

/** All slots of two builds stand at one position, and none passes it until they are let go. */
export interface Stop {
  readonly position: string;
  /** Throws when the stop ran out before: some slot may have gone on. */
  confirm(client: ClientBase): Promise<void>;
  /** The same, and from then on no slot moves until the client's transaction ends. */
  hold(client: ClientBase): Promise<void>;
}

const pollMs = 5;
/** A stop ends by itself, should whoever asked for it die. */
const longestMs = 5_000;

const which = '(subscription, version) IN (SELECT * FROM unnest($1::text[], $2::int[]))';
const keysOf = (builds: readonly BuildId[]) => [builds.map(followersOf), builds.map(({ version }) => version)];

const ask = (pool: Pool, slots: string, keys: unknown[]): Promise<string> =>
  inSteps(pool, `BEGIN; SET LOCAL lock_timeout = '2s'`, async (client) => {
    // Whoever is in the middle of its commit is waited for: its checkpoint is the highest that can be seen from then on.
    const { rows } = await client.query<{ position: string; stopped: boolean }>(
      `SELECT position, stop_until > clock_timestamp() AS stopped FROM ${slots} WHERE ${which}
        ORDER BY subscription, version, slot FOR UPDATE`,
      keys,
    );
    if (rows.some(({ stopped }) => stopped))
      throw new RebuildRefused('busy', 'A comparison or a switch is under way: try again shortly.');
    const position = rows.map((row) => row.position).reduce((a, b) => (a > b ? a : b), '');
    await client.query(
      `UPDATE ${slots} SET stop_at = $3, stop_until = clock_timestamp() + $4 * interval '1 millisecond' WHERE ${which}`,
      [...keys, position, longestMs],
    );
    return position;
  });

/**
 * Lets the slots of both builds go on up to where the furthest of them stands, runs `work` there, and lets them go. Readers
 * notice nothing. Answers how long the slots stood, ms. Throws RebuildRefused when they do not come together.
 */
export const stopTogether = async <T>(
  { pool, schema }: { readonly pool: Pool; readonly schema: string },
  builds: readonly [BuildId, BuildId],
  work: (stop: Stop) => Promise<T>,
  withinMs = 3_000,
): Promise<{ readonly done: T; readonly stoodMs: number }> => {
  const slots = `${escapeIdentifier(schema)}.slots`;
  const keys = keysOf(builds);
  const began = performance.now();
  const position = await ask(pool, slots, keys);
  const late = async (client: Pool | ClientBase) => {
    const { rows } = await client.query<{ subscription: string; version: number; slot: number }>(
      `SELECT subscription, version, slot FROM ${slots} WHERE ${which} AND position <> $3`,
      [...keys, position],
    );
    return rows;
  };
  try {
    for (let waiting = await late(pool); waiting.length > 0; waiting = await late(pool)) {
      if (performance.now() - began > withinMs) {
        const names = waiting.map((one) => `${one.subscription} version ${one.version} slot ${one.slot}`);
        throw new RebuildRefused(
          'not-level',
          `These slots did not catch up within ${withinMs} ms: ${names.join(', ')}. Is a process running that keeps them?`,
        );
      }
      await sleep(pollMs);
    }
    const confirm = async (client: ClientBase) => {
      if ((await late(client)).length > 0)
        throw new RebuildRefused(
          'busy',
          `The slots of ${builds.map(buildName).join(' and ')} went on too early: try again.`,
        );
    };
    const hold = async (client: ClientBase) => {
      await client.query(`SELECT FROM ${slots} WHERE ${which} ORDER BY subscription, version, slot FOR UPDATE`, keys);
      await confirm(client);
    };
    const done = await work({ position, confirm, hold });
    return { done, stoodMs: Math.round(performance.now() - began) };
  } finally {
    await pool.query(`UPDATE ${slots} SET stop_at = NULL, stop_until = NULL WHERE ${which} AND stop_at = $3`, [
      ...keys,
      position,
    ]);
  }
};
