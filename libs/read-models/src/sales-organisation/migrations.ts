import type { Migration } from '@touchstone/migrations';
import { incompleteIdentitiesTable } from '../incomplete-identities';

export const salesOrganisationMigrations: readonly Migration[] = [
  {
    name: 'sales-organisation-0001-organisation',
    sql: `
      CREATE TABLE territories (
        id uuid PRIMARY KEY,
        code text COLLATE "C" NOT NULL,
        countries text[] NOT NULL,
        drawn_at timestamptz NOT NULL
      );
      CREATE INDEX territories_code ON territories (code, id);
      CREATE INDEX territories_drawn_at ON territories (drawn_at, id);
      CREATE TABLE territory_holders (
        territory_id uuid NOT NULL,
        -- Days as text, as the facts have them.
        from_day text COLLATE "C" NOT NULL,
        person text NOT NULL,
        PRIMARY KEY (territory_id, from_day)
      );
      CREATE INDEX territory_holders_person ON territory_holders (person);
      CREATE TABLE reassignments (
        id uuid PRIMARY KEY,
        status text NOT NULL,
        to_person text NOT NULL,
        requested_by text NOT NULL,
        records int NOT NULL,
        done int NOT NULL,
        -- [{ kind, id, rule }]
        refused jsonb NOT NULL,
        requested_at timestamptz NOT NULL,
        completed_at timestamptz
      );
      CREATE INDEX reassignments_requested_at ON reassignments (requested_at, id);
      CREATE INDEX reassignments_to ON reassignments (to_person);
      ${incompleteIdentitiesTable}
    `,
  },
];
