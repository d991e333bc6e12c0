import type { Migration } from '@touchstone/migrations';

/**
 * For whoever builds projections: `builds` (versions beside the one that answers), and of each slot the position that it
 * must not pass for a moment, so that all slots of two versions can stand at one.
 */
export const rebuildMigrations: readonly Migration[] = [
  {
    name: 'subscriptions-0002-builds',
    sql: `
      ALTER TABLE slots ADD COLUMN stop_at text COLLATE "C", ADD COLUMN stop_until timestamptz;
      ALTER TABLE active_versions ADD COLUMN generation int NOT NULL DEFAULT 1;
      CREATE TABLE builds (
        subscription text COLLATE "C" NOT NULL,
        version int NOT NULL,
        generation int NOT NULL,
        schema text NOT NULL,
        slots int NOT NULL,
        state text NOT NULL CHECK (state IN ('building', 'previous', 'dropping')),
        requested_by text,
        requested_at timestamptz NOT NULL DEFAULT now(),
        switched_at timestamptz,
        events bigint NOT NULL DEFAULT 0,
        samples jsonb NOT NULL DEFAULT '[]',
        comparison_asked_at timestamptz,
        comparison jsonb,
        PRIMARY KEY (subscription, version, generation)
      );
      CREATE UNIQUE INDEX builds_building ON builds (subscription) WHERE state = 'building';
    `,
  },
];
