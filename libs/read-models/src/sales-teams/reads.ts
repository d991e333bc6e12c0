import { prepared } from '../reading/prepared';
import type { Queryable } from '../reading/queryable';

const onDay = (row: string): string => `${row}.from_day <= $2 AND (${row}.until_day IS NULL OR $2 <= ${row}.until_day)`;

/** Reads of one version of the teams. */
export const teamReads = (schema: string) => {
  const led = `SELECT DISTINCT m.person FROM ${schema}.team_memberships l JOIN ${schema}.team_memberships m USING (team_id)
    WHERE l.person = $1 AND l.leads AND ${onDay('l')} AND ${onDay('m')} ORDER BY 1`;
  const ledTeams = `SELECT DISTINCT t.code FROM ${schema}.team_memberships l JOIN ${schema}.teams t USING (team_id)
    WHERE l.person = $1 AND l.leads AND ${onDay('l')} ORDER BY 1`;
  return {
    /** People in the teams that somebody leads on a day. */
    ledOn: async (db: Queryable, person: string, day: string): Promise<string[]> => {
      const { rows } = await db.query<{ person: string }>(prepared(led, [person, day]));
      return rows.map((row) => row.person);
    },
    /** Codes of the teams that somebody leads on a day. */
    teamsLedOn: async (db: Queryable, person: string, day: string): Promise<string[]> => {
      const { rows } = await db.query<{ code: string }>(prepared(ledTeams, [person, day]));
      return rows.map((row) => row.code);
    },
  };
};
export type TeamReads = ReturnType<typeof teamReads>;
