/** One step of a schema. Once released, neither its name nor its text ever changes: a correction is a new step. */
export interface Migration {
  readonly name: string;
  /** Statements with unqualified names; they run in one transaction whose search_path is the schema. */
  readonly sql: string;
}

/** The database and this program disagree about the history of a schema; nothing was changed. */
export class MigrationRefused extends Error {
  constructor(
    readonly schema: string,
    message: string,
  ) {
    super(message);
    this.name = 'MigrationRefused';
  }
}
