import type { SlotHolders, SlotHoldersPage } from '@touchstone/contracts';
import { escapeIdentifier, type Pool } from 'pg';
import { buildName, followersOf } from '../rebuild/build';
import { readBuilds, type BuildRow } from '../rebuild/build-rows';
import { isFree } from '../slot-statements';
import { isAlive } from './members';

interface Row {
  readonly subscription: string;
  readonly version: number;
  readonly slots: SlotHolders['slots'];
  readonly members: SlotHolders['members'];
}

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Of every build of these projections who is there, and who holds which slot. */
export const listSlots = async (pool: Pool, schema: string, names: readonly string[]): Promise<SlotHoldersPage> => {
  const at = escapeIdentifier(schema);
  const builds = (await readBuilds(pool, schema)).filter(
    ({ name, state }) => names.includes(name) && state !== 'dropping',
  );
  const { rows } = await pool.query<Row>(`
    SELECT s.subscription, s.version,
           json_agg(json_build_object('slot', s.slot, 'holder', CASE WHEN ${isFree('s')} THEN NULL ELSE s.owner END,
             'freeSince', CASE WHEN ${isFree('s')} THEN ${iso('s.expires_at')} END) ORDER BY s.slot) AS slots,
           (SELECT coalesce(json_agg(json_build_object('member', m.member, 'since', ${iso('m.joined_at')})
                     ORDER BY m.joined_at, m.member), '[]')
              FROM ${at}.members m
             WHERE m.subscription = s.subscription AND m.version = s.version AND ${isAlive}) AS members
      FROM ${at}.slots s GROUP BY s.subscription, s.version`);
  const clock = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const shown = (build: BuildRow): SlotHolders => {
    const found = rows.find((row) => row.subscription === followersOf(build) && row.version === build.version);
    const { slots = [], members = [] } = found ?? {};
    return { projection: build.name, build: buildName(build), state: build.state, members, slots };
  };
  return { items: builds.map(shown), next: null, now: (clock.rows[0] as { now: Date }).now.toISOString() };
};
