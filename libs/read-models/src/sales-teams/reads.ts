import type { Queryable } from '../reading/queryable';

const onDay = (row: string): string => `${row}.from_day <= $2 AND (${row}.until_day IS NULL OR $2 <= ${row}.until_day)`;

/** Reads of one version of the teams. */
export const teamReads = (schema: string) => {
  const led = `SELECT DISTINCT m.person FROM ${schema}.team_memberships l JOIN ${schema}.team_memberships m USING (team_id)
    WHERE l.person = $1 AND l.leads AND ${onDay('l')} AND ${onDay('m')} ORDER BY 1`;
  return {
    /** People in the teams that somebody leads on a day. */
    ledOn: async (db: Queryable, person: string, day: string): Promise<string[]> => {
      const { rows } = await db.query<{ person: string }>({
        name: `${schema}.led_on`,
        text: led,
        values: [person, day],
      });
      return rows.map((row) => row.person);
    },
  };
};
export type TeamReads = ReturnType<typeof teamReads>;
