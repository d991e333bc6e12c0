import { teamFormed, teamJoined, teamLeft, type PlainRecorded, type TeamEvent } from '@touchstone/contracts';
import { teamMemberships, teams, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const teamTypes: readonly string[] = [teamFormed.type, teamJoined.type, teamLeft.type];

/** Teams and who belongs to them. They change rarely, so each of their events is a statement. */
export const teamTables = (schema: string) => {
  const writeTeams = writerOf(schema, teams);
  const writeMemberships = writerOf(schema, teamMemberships);
  const leave = `UPDATE ${schema}.team_memberships SET until_day = $3 WHERE team_id = $1 AND person = $2 AND until_day IS NULL`;
  const one = async (client: ClientBase, event: TeamEvent): Promise<void> => {
    const { teamId: team_id } = event.data;
    if (event.type === 'sales.team.formed') return writeTeams(client, [{ team_id, code: event.data.code }]);
    if (event.type === 'sales.team.left')
      return run(client, `${schema} leave`, leave, [team_id, event.data.person, event.data.until]);
    const { person, leads, from: from_day } = event.data;
    return writeMemberships(client, [{ team_id, person, from_day, until_day: null, leads }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) await one(client, event as unknown as TeamEvent);
    },
    forget: async (client: ClientBase, team: string): Promise<void> => {
      for (const table of ['teams', 'team_memberships'])
        await run(client, `${schema} forget ${table}`, `DELETE FROM ${schema}.${table} WHERE team_id = $1`, [team]);
    },
  };
};
