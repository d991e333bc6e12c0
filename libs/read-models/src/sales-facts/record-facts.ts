/** Facts of the records of sales, their clear fields only. */
export const recordFactsTable = `
  CREATE TABLE record_facts (
    record_id uuid NOT NULL,
    event_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    position text COLLATE "C" NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL,
    participants text[] NOT NULL,
    PRIMARY KEY (record_id, event_id)
  );
`;
