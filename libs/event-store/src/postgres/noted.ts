import type { Append } from '../port';

/** Written down in the transaction of an append, under an id that stands there once: `before` and `after` the position of its event. */
export interface Note {
  /** UUID. */
  readonly id: string;
  readonly fingerprint: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Where notes are kept, by a library of its own; names as they stand in SQL. They take care of their plans themselves: the
 * statement that calls them reads no table.
 */
export interface Notebook {
  /** `(uuid[]) -> uuid[]`: those that are written down already; null among them is none. */
  readonly known: string;
  /** `(uuid[], text[], text[]) -> void`: ids, fingerprints, texts. Fails with a unique violation for an id that is known. */
  readonly keep: string;
}

export interface NotedAppend extends Append {
  readonly note?: Note;
}

/** Either was refused by the store, or its note was known; nothing was written. */
export const leftOut = { status: 'left-out' } as const;

// No stream is ever at this version, so an append whose note is known is left out like any other that does not fit.
const never = -4;

/**
 * SQL around a call of one of the append functions, whose parameters are $1 (streams), $2 (expected) and the rest: what was
 * noted before is not appended, and what is appended is noted.
 */
export const notingStatement = (
  call: (expected: string) => string,
  first: number,
  { known, keep }: Notebook,
): string => `
  WITH appended AS MATERIALIZED (
    SELECT * FROM ${call(`(
      SELECT array_agg(CASE WHEN n.id = ANY (k.ids) THEN ${never} ELSE n.expected END ORDER BY n.item)
      FROM unnest($2::bigint[], $${first}::uuid[]) WITH ORDINALITY AS n(expected, id, item),
        (SELECT ${known}($${first}::uuid[]) AS ids) k)`)}
  ), noted AS MATERIALIZED (
    SELECT ${keep}(array_agg(n.id), array_agg(n.fingerprint), array_agg(n.start ||
      lpad(a.era::text, 5, '0') || '-' || lpad(a.xid::text, 20, '0') || '-' || lpad(a.pos::text, 19, '0') || n.rest))
    FROM appended a
    JOIN unnest($1::text[], $${first}::uuid[], $${first + 1}::text[], $${first + 2}::text[], $${first + 3}::text[])
      AS n(stream, id, fingerprint, start, rest) ON n.stream = a.stream AND n.id IS NOT NULL
  )
  SELECT a.* FROM appended a, noted`;
