import { escapeIdentifier, type Pool } from 'pg';
import { followersSql } from './rebuild/build';

export interface Progress {
  /** Projection -> slot -> position. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** When every slot was last level with the store; undefined while one never was. */
  readonly levelAt?: Date;
}

export const levelKey = (subscription: string, version: number, slot: number): string =>
  `${subscription}/${version}/${slot}`;

const later = (a: Date | null | undefined, b: Date | undefined): Date | undefined =>
  a && b ? (a > b ? a : b) : (a ?? b);

interface SlotRow {
  readonly name: string;
  readonly subscription: string;
  readonly version: number;
  readonly slot: number;
  readonly position: string;
  readonly level_at: Date | null;
}

// Who reads learns of a switch within a second or two, and may read from the version before until then.
const switchedNow = `b.state = 'previous' AND b.switched_at > now() - interval '5 seconds'`;

/**
 * Of the versions that answer. `live`: what this process knows about its own slots, which is newer than what it has
 * written.
 */
export const readProgress = async (
  pool: Pool,
  schema: string,
  names: readonly string[],
  live: ReadonlyMap<string, Date>,
): Promise<Progress> => {
  const at = escapeIdentifier(schema);
  const { rows } = await pool.query<SlotRow>(
    `SELECT b.subscription AS name, s.subscription, s.version, s.slot, s.position, s.level_at
       FROM (SELECT subscription, version, generation FROM ${at}.active_versions
             UNION ALL SELECT subscription, version, generation FROM ${at}.builds b WHERE ${switchedNow}) b
       JOIN ${at}.slots s ON s.version = b.version AND s.subscription = ${followersSql('b')}
      WHERE b.subscription = ANY($1) ORDER BY b.subscription, s.slot`,
    [names],
  );
  const slots: Record<string, Record<string, string>> = {};
  for (const { name, slot, position } of rows) {
    const known = (slots[name] ??= {});
    const other = known[slot];
    known[slot] = other !== undefined && other < position ? other : position;
  }
  const levels = rows.map((row) => later(row.level_at, live.get(levelKey(row.subscription, row.version, row.slot))));
  if (levels.length === 0 || levels.includes(undefined)) return { slots };
  return { slots, levelAt: new Date(Math.min(...levels.map((level) => (level as Date).getTime()))) };
};
