/** The lines of a dump, in this order: header, schemas with their tables, rows table by table, what comes after, end. */
export type DumpLine =
  | {
      readonly dump: 1;
      readonly database: string;
      readonly takenAt: string;
      readonly about: Readonly<Record<string, unknown>>;
    }
  /** Statements that make schemas and bare tables: run before the rows. */
  | { readonly before: string }
  /** The rows that follow, each as one JSON object on a line of its own that begins with a space. */
  | { readonly table: string; readonly columns: readonly string[] }
  /** Keys, indexes, functions and views, and where identities go on: run after the rows. */
  | { readonly after: string }
  | { readonly end: true; readonly rows: Readonly<Record<string, number>> };

export class DumpUnreadable extends Error {
  override readonly name = 'DumpUnreadable';
}
