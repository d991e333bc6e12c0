import { escapeIdentifier, type Pool } from 'pg';
import { followersSql } from '../rebuild/build';
import { isFree } from '../slot-statements';
import type { SharedBuild } from './share';

export interface Following {
  readonly subscription: string;
  readonly version: number;
}

export const followingKey = ({ subscription, version }: Following): string => `${subscription}/${version}`;

/** A build as the database has it now. */
export interface BuildSeen extends SharedBuild, Following {
  readonly free: readonly number[];
}

// A lease that long was written before the server's clock was set back (see slot-statements).
export const isAlive = `expires_at > clock_timestamp() AND expires_at <= clock_timestamp() + interval '5 minutes'`;
const builds = 'unnest($2::text[], $3::int[]) AS mine (subscription, version)';

interface Row extends Following {
  readonly slots: number;
  readonly free: readonly number[];
  readonly members: readonly string[];
}

/** Who follows which builds, in the time of the server. */
export const membersOf = (pool: Pool, schema: string, member: string, leaseMs: number) => {
  const [members, slots, active] = ['members', 'slots', 'active_versions'].map(
    (table) => `${escapeIdentifier(schema)}.${table}`,
  );
  const stay = `
    WITH buried AS (
      DELETE FROM ${members} WHERE (subscription, version, member) IN (
        SELECT subscription, version, member FROM ${members} WHERE member <> $1 AND NOT (${isAlive}) FOR UPDATE SKIP LOCKED))
    INSERT INTO ${members} AS m (subscription, version, member, joined_at, expires_at)
    SELECT mine.*, $1, clock_timestamp(), clock_timestamp() + $4 * interval '1 millisecond' FROM ${builds}
    ON CONFLICT (subscription, version, member) DO UPDATE SET expires_at = excluded.expires_at`;
  const leave = `DELETE FROM ${members} m USING ${builds}
     WHERE m.member = $1 AND m.subscription = mine.subscription AND m.version = mine.version`;
  // Builds that answer come first, so that one that is built beside them moves none of their slots. A process follows several
  // stores, one after the other: it came when it began with the first.
  const look = `
    WITH alive AS (SELECT *, min(joined_at) OVER (PARTITION BY member) AS came_at FROM ${members} WHERE ${isAlive})
    SELECT s.subscription, s.version, count(*)::int AS slots,
           coalesce(array_agg(s.slot) FILTER (WHERE ${isFree('s')}), '{}') AS free,
           ARRAY(SELECT m.member FROM alive m WHERE m.subscription = s.subscription AND m.version = s.version
                  ORDER BY m.came_at, m.member) AS members
      FROM ${slots} s GROUP BY s.subscription, s.version
     ORDER BY NOT EXISTS (SELECT FROM ${active} a WHERE a.version = s.version AND s.subscription = ${followersSql('a')}),
              s.subscription, s.version`;
  const columns = (following: readonly Following[]) => [
    following.map(({ subscription }) => subscription),
    following.map(({ version }) => version),
  ];
  return {
    /** Says that the member follows these builds for another lease, and answers how all builds stand. */
    beat: async (following: readonly Following[]): Promise<readonly BuildSeen[]> => {
      await pool.query(stay, [member, ...columns(following), leaseMs]);
      const { rows } = await pool.query<Row>(look);
      return rows.map((row) => ({ ...row, key: followingKey(row) }));
    },
    /** Others may have its share at once. */
    leave: async (following: readonly Following[]): Promise<void> => {
      await pool.query(leave, [member, ...columns(following)]);
    },
  };
};
export type Members = ReturnType<typeof membersOf>;
