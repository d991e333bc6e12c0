import { BusRefused } from '../errors';
import type { BusGroup } from '../port';
import type { BusDatabase, Statement } from './database';

const list: Statement = {
  name: 'list-groups',
  text: `SELECT a.group_name AS "group", sum(t.next[a.partition + 1] - a.next)::float8 AS behind,
      (SELECT count(*)::int FROM $schema.members m WHERE m.group_name = a.group_name AND m.expires_at > clock_timestamp()) AS members
    FROM $schema.assignments a JOIN $schema.topics t ON t.id = a.topic GROUP BY a.group_name ORDER BY a.group_name`,
};
const forget: Statement = { name: 'forget-group', text: 'SELECT $schema.forget_group($1) AS outcome' };

type Outcome = 'forgotten' | 'unknown' | 'members' | 'parked';

const refusals: Record<Exclude<Outcome, 'forgotten'>, (group: string) => string> = {
  unknown: (group) => `No group ${group} has consumed from this bus.`,
  members: (group) => `Group ${group} has members: stop what consumes in its name first.`,
  parked: (group) => `Messages are parked for group ${group}: replay or discard them first.`,
};

export const groupsOf = async (database: BusDatabase): Promise<BusGroup[]> =>
  (await database.query<{ group: string; members: number; behind: number }>(list, [])).rows;

export const forgetGroup = async (database: BusDatabase, group: string): Promise<void> => {
  const { rows } = await database.query<{ outcome: Outcome }>(forget, [group]);
  const outcome = rows[0]?.outcome ?? 'unknown';
  if (outcome !== 'forgotten') throw new BusRefused(refusals[outcome](group));
};
