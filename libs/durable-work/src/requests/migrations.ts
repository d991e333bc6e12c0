import type { Migration } from '@touchstone/migrations';

// A generic plan without sequential scans, because a plan made while the table fits a page would be kept until the table is
// analysed.
const settings = `LANGUAGE plpgsql SET search_path FROM CURRENT SET plan_cache_mode = force_generic_plan SET enable_seqscan = off`;

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
  {
    name: '002-answered-at-once',
    sql: `
      CREATE FUNCTION known(p_ids uuid[]) RETURNS uuid[] ${settings} AS $$
      BEGIN
        RETURN ARRAY(SELECT (SELECT r.id FROM requests r WHERE r.id = u.id) FROM unnest(p_ids) AS u(id));
      END $$;
      CREATE FUNCTION keep(p_ids uuid[], p_fingerprints text[], p_answers text[]) RETURNS void ${settings} AS $$
      BEGIN
        INSERT INTO requests (id, fingerprint, answer)
        SELECT k.id, k.fingerprint, k.answer::jsonb FROM unnest(p_ids, p_fingerprints, p_answers) AS k(id, fingerprint, answer)
        ORDER BY k.id;
      END $$;
      COMMENT ON FUNCTION keep IS 'Requests that were carried out and answered in the transaction of the caller, without a lease';`,
  },
];
