/** What was said only after the moment that is asked for. */
export interface LateFacts {
  readonly count: number;
  readonly imported: number;
}

/** Columns of a count of them; `imported`: SQL that says which came from another system. */
export const lateCounts = (imported: string): string =>
  `count(*)::int AS count, (count(*) FILTER (WHERE ${imported}))::int AS imported`;
