import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';

export const salesTeamsMigrations: readonly Migration[] = [
  {
    name: 'sales-teams-0001-memberships',
    sql: `
      CREATE TABLE teams (
        team_id uuid PRIMARY KEY,
        code text NOT NULL
      );
      CREATE TABLE team_memberships (
        team_id uuid NOT NULL,
        person text NOT NULL,
        -- Days as text, as the facts have them.
        from_day text COLLATE "C" NOT NULL,
        until_day text COLLATE "C",
        leads boolean NOT NULL,
        PRIMARY KEY (team_id, person, from_day)
      );
      CREATE INDEX team_memberships_person ON team_memberships (person);
      ${incompleteIdentitiesTable}
    `,
  },
];
