import { prepared } from '../reading/prepared';
import type { Queryable } from '../reading/queryable';
import {
  byText,
  equals,
  holds,
  incompleteOf,
  listRecords,
  type RecordItem,
  type RecordKey,
} from '../sales-facts/list-records';

export const teamSorts = ['code'] as const;
export interface TeamQuestion {
  readonly code?: string | undefined;
  /** Somebody who belongs to it on the day. */
  readonly person?: string | undefined;
  /** Only teams to which one of these people belongs on the day; undefined: all. */
  readonly among?: readonly string[] | undefined;
  readonly on: string;
  readonly sort: (typeof teamSorts)[number];
  readonly descending: boolean;
}

const onDay = (row: string): string => `${row}.from_day <= $2 AND (${row}.until_day IS NULL OR $2 <= ${row}.until_day)`;

/** Reads of one version of the teams. */
export const teamReads = (schema: string) => {
  const led = `SELECT DISTINCT m.person FROM ${schema}.team_memberships l JOIN ${schema}.team_memberships m USING (team_id)
    WHERE l.person = $1 AND l.leads AND ${onDay('l')} AND ${onDay('m')} ORDER BY 1`;
  const ledTeams = `SELECT DISTINCT t.code FROM ${schema}.team_memberships l JOIN ${schema}.teams t USING (team_id)
    WHERE l.person = $1 AND l.leads AND ${onDay('l')} ORDER BY 1`;
  const memberships = `FROM ${schema}.team_memberships m WHERE m.team_id = s.id`;
  const members = `(SELECT coalesce(json_agg(json_build_object('person', m.person, 'leads', m.leads, 'from', m.from_day,
    'until', m.until_day) ORDER BY m.from_day, m.person), '[]') ${memberships})`;
  const teams = {
    table: `(SELECT team_id AS id, code FROM ${schema}.teams)`,
    joins: '',
    item: `json_build_object('id', s.id, 'code', s.code, 'members', ${members}, ${incompleteOf(schema, 's.id::text')})::text`,
  };
  return {
    teams: (
      db: Queryable,
      { code, person, among, on, sort, descending }: TeamQuestion,
      after: RecordKey | undefined,
      limit: number,
    ): Promise<RecordItem[]> => {
      const belongs = (given: string, people: string) => `EXISTS (SELECT ${memberships} AND m.person = ANY (${people})
        AND m.from_day <= ${given}->>0 AND (m.until_day IS NULL OR ${given}->>0 <= m.until_day))`;
      const people = (given: string) => `ARRAY(SELECT jsonb_array_elements_text(${given}->1))`;
      const onThatDay = (all: readonly string[] | undefined) =>
        holds((of) => belongs(`${of}::jsonb`, people(`${of}::jsonb`)), all && JSON.stringify([on, all]));
      const asked = [equals('code', code), onThatDay(person === undefined ? undefined : [person]), onThatDay(among)];
      return listRecords(db, teams, asked, { sort: { code: byText('code') }[sort], descending, after, limit });
    },
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
