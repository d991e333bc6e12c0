/** Facts of opportunities, their clear fields only. `late`: recorded more than a minute after it happened. */
export const opportunityFactsTable = `
  CREATE TABLE opportunity_facts (
    opportunity_id uuid NOT NULL,
    event_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    position text COLLATE "C" NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL,
    late boolean NOT NULL,
    imported boolean NOT NULL,
    PRIMARY KEY (opportunity_id, event_id)
  );
  CREATE INDEX opportunity_facts_late ON opportunity_facts (occurred_at) WHERE late;
`;

/** Only the forecast asks which facts came late, and by other columns. */
export const noLateFacts = `DROP INDEX opportunity_facts_late;`;
