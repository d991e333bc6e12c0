import { escapeIdentifier, type Pool } from 'pg';
import type { Projection } from './projection';

/** The newest version of a projection answers from the start where none does; a later one waits until it is switched to. */
export const activateFirst = async (pool: Pool, schema: string, newest: Projection, slots: number): Promise<void> => {
  await pool.query(
    `INSERT INTO ${escapeIdentifier(schema)}.active_versions (subscription, version, slots) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [newest.name, newest.version, slots],
  );
};

/** Slots hold the states of their share of the keys, so their number is fixed while a version lives. */
export class SlotCountChanged extends Error {
  constructor(subscription: string, version: number, built: number, asked: number) {
    super(
      `${subscription} version ${version} is built with ${built} slots and cannot go on with ${asked}: ` +
        `start with ${built}, or delete its schema and slots to have it rebuilt.`,
    );
    this.name = 'SlotCountChanged';
  }
}

/** Throws SlotCountChanged. `subscription`: the name under which the slots are kept. */
export const keepSlotCount = async (
  pool: Pool,
  schema: string,
  { subscription, version }: { readonly subscription: string; readonly version: number },
  slots: number,
): Promise<void> => {
  const table = `${escapeIdentifier(schema)}.slots`;
  const made = `INSERT INTO ${table} (subscription, version, slot) SELECT $1, $2, generate_series(0, $3::int - 1)
    WHERE NOT EXISTS (SELECT FROM ${table} WHERE subscription = $1 AND version = $2) ON CONFLICT DO NOTHING`;
  await pool.query(made, [subscription, version, slots]);
  const count = `SELECT count(*)::int AS built FROM ${table} WHERE subscription = $1 AND version = $2`;
  const { rows } = await pool.query<{ built: number }>(count, [subscription, version]);
  const built = rows[0]?.built ?? 0;
  if (built !== slots) throw new SlotCountChanged(subscription, version, built, slots);
};

/** A program is older than its database, or the code of the version that answers was removed too early. */
export class VersionUnknown extends Error {
  constructor(projection: string, live: string, known: readonly number[]) {
    super(
      `${projection} answers from build ${live}, but this program only has version ${known.join(', ')}: start the program ` +
        `that built it, or one that has both, and switch.`,
    );
    this.name = 'VersionUnknown';
  }
}
