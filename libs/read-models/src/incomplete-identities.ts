/** Identities of which a fact could not be folded: rows that rest on them say so until a repair folds them again. */
export const incompleteIdentitiesTable = `
  CREATE TABLE incomplete_identities (
    identity text COLLATE "C" NOT NULL,
    event_id uuid NOT NULL,
    position text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (identity, event_id)
  );
`;
