import type { Migration } from '@touchstone/migrations';

export const requestMigrations: readonly Migration[] = [
  {
    name: '001-requests',
    sql: `
      CREATE TABLE requests (
        id uuid PRIMARY KEY,
        fingerprint text NOT NULL,
        claim int NOT NULL DEFAULT 1,
        leased_until timestamptz,
        answer jsonb,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) WITH (fillfactor = 70);
      COMMENT ON TABLE requests IS 'One row per caller and Idempotency-Key';
      COMMENT ON COLUMN requests.fingerprint IS 'Says whether it is the same request again, and nothing of its content';
      COMMENT ON COLUMN requests.claim IS 'Rises with each run; only the last one stores its answer';
      COMMENT ON COLUMN requests.leased_until IS 'Somebody runs it until then; null when nobody does';`,
  },
];
