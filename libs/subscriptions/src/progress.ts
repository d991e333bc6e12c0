import { escapeIdentifier, type Pool } from 'pg';
import type { Projection } from './projection';

export interface Progress {
  /** Projection -> slot -> position. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** When every slot was last level with the store; undefined while one never was. */
  readonly levelAt?: Date;
}

export const levelKey = (projection: string, slot: number): string => `${projection}/${slot}`;

const later = (a: Date | null | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a > b ? a : b) : (a ?? b);

/** `live`: what this process knows about its own slots, which is newer than what it has written. */
export const readProgress = async (
  pool: Pool,
  schema: string,
  projections: readonly Projection[],
  live: ReadonlyMap<string, Date>,
): Promise<Progress> => {
  const { rows } = await pool.query<{ subscription: string; slot: number; position: string; level_at: Date | null }>(
    `SELECT subscription, slot, position, level_at FROM ${escapeIdentifier(schema)}.slots
      WHERE (subscription, version) IN (SELECT * FROM unnest($1::text[], $2::int[])) ORDER BY subscription, slot`,
    [projections.map(({ name }) => name), projections.map(({ version }) => version)],
  );
  const slots: Record<string, Record<string, string>> = {};
  for (const { subscription, slot, position } of rows) (slots[subscription] ??= {})[slot] = position;
  const levels = rows.map((row) => later(row.level_at, live.get(levelKey(row.subscription, row.slot))));
  if (levels.length === 0 || levels.includes(undefined)) return { slots };
  return { slots, levelAt: new Date(Math.min(...levels.map((level) => (level as Date).getTime()))) };
};
