import type { Migration } from '@touchstone/migrations';

export const timerMigrations: readonly Migration[] = [
  {
    name: '001-timers',
    sql: `
      CREATE TABLE timers (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        due_at timestamptz NOT NULL,
        payload jsonb NOT NULL,
        claim int NOT NULL DEFAULT 0,
        leased_until timestamptz,
        failures int NOT NULL DEFAULT 0,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'fired', 'cancelled'))
      ) WITH (fillfactor = 70);
      CREATE INDEX timers_due ON timers (due_at) WHERE state = 'waiting';
      COMMENT ON COLUMN timers.payload IS 'Ids only';
      COMMENT ON COLUMN timers.claim IS 'Rises with each try; only the last one settles the timer';`,
  },
];
