import { escapeIdentifier, type Pool } from 'pg';
import type { Projection } from './projection';

/** Makes this version of a projection the one that answers. Readers look here; building another version changes nothing. */
export const activate = async (
  pool: Pool,
  schema: string,
  { name, version }: Pick<Projection, 'name' | 'version'>,
  slots: number,
): Promise<void> => {
  await pool.query(
    `INSERT INTO ${escapeIdentifier(schema)}.active_versions (subscription, version, slots) VALUES ($1, $2, $3)
     ON CONFLICT (subscription) DO UPDATE SET version = excluded.version, slots = excluded.slots, activated_at = now()`,
    [name, version, slots],
  );
};

/** The first version of a projection answers from the start; a later one waits until it is activated. */
export const activateFirst = async (
  pool: Pool,
  schema: string,
  { name, version }: Projection,
  slots: number,
): Promise<void> => {
  await pool.query(
    `INSERT INTO ${escapeIdentifier(schema)}.active_versions (subscription, version, slots) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [name, version, slots],
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

/** Throws SlotCountChanged. */
export const keepSlotCount = async (
  pool: Pool,
  schema: string,
  { name, version }: Projection,
  slots: number,
): Promise<void> => {
  const table = `${escapeIdentifier(schema)}.slots`;
  const made = `INSERT INTO ${table} (subscription, version, slot) SELECT $1, $2, generate_series(0, $3::int - 1)
    WHERE NOT EXISTS (SELECT FROM ${table} WHERE subscription = $1 AND version = $2) ON CONFLICT DO NOTHING`;
  await pool.query(made, [name, version, slots]);
  const count = `SELECT count(*)::int AS built FROM ${table} WHERE subscription = $1 AND version = $2`;
  const { rows } = await pool.query<{ built: number }>(count, [name, version]);
  const built = rows[0]?.built ?? 0;
  if (built !== slots) throw new SlotCountChanged(name, version, built, slots);
};
