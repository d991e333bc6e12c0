import { exactTime } from '../reading/json-sql';
import type { ItemRow, Queryable } from '../reading/queryable';

/** A comparison whose value is given as a parameter: `(parameter) => SQL over the row s`. */
export type Comparison = readonly [sql: (parameter: string) => string, value: unknown];
/** Those whose value is undefined do not narrow. */
export type Comparisons = readonly Comparison[];

export const equals = (column: string, value: unknown): Comparison => [(given) => `s.${column} = ${given}`, value];
export const atLeast = (column: string, value: unknown): Comparison => [(given) => `s.${column} >= ${given}`, value];
export const before = (column: string, value: unknown): Comparison => [(given) => `s.${column} < ${given}`, value];
/** Any other condition. */
export const holds = (sql: Comparison[0], value: unknown): Comparison => [sql, value];
/** The first moment of a day, UTC. */
export const fromDay = (column: string, day: string | undefined): Comparison =>
  atLeast(column, day && `${day}T00:00:00Z`);
export const untilDay = (column: string, day: string | undefined): Comparison =>
  before(column, day && `${day}T00:00:00Z`);

/** Where a page ended: the sorted value as text, and the id. */
export interface RecordKey {
  readonly at: string;
  readonly id: string;
}
export interface RecordItem extends ItemRow, RecordKey {}

export interface SortedBy {
  /** Over the row s; never null. */
  readonly sql: string;
  readonly type: 'timestamptz' | 'numeric' | 'text';
}
export const byTime = (column: string): SortedBy => ({ sql: `s.${column}`, type: 'timestamptz' });
export const byText = (column: string): SortedBy => ({ sql: `s.${column}`, type: 'text' });
export const byAmount = (column: string): SortedBy => ({ sql: `s.${column}`, type: 'numeric' });

/** Member of an item: a fact of the record could not be folded. */
export const incompleteOf = (schema: string, record: string): string =>
  `'incomplete', EXISTS (SELECT FROM ${schema}.incomplete_identities i WHERE i.identity = ${record})`;

/** What a list asks of a table. */
export interface RecordList {
  readonly table: string;
  /** Its key; `id` unless told. */
  readonly id?: string;
  /** SQL of the JSON of one item, over the row s and what is joined to it. */
  readonly item: string;
  readonly joins: string;
}
export interface RecordPage {
  readonly sort: SortedBy;
  readonly descending: boolean;
  readonly after: RecordKey | undefined;
  readonly limit: number;
}

/** A page of a list. Only the rows of the page are joined. */
export const listRecords = async (
  db: Queryable,
  { table, id = 'id', item, joins }: RecordList,
  comparisons: Comparisons,
  { sort, descending, after, limit }: RecordPage,
): Promise<RecordItem[]> => {
  const values: unknown[] = [limit];
  const next = (value: unknown): string => `$${values.push(value)}`;
  const given = comparisons.filter(([, value]) => value !== undefined);
  const conditions = given.map(([sql, value]) => ` AND ${sql(next(value))}`);
  const direction = descending ? 'DESC' : 'ASC';
  const order = `${sort.sql} ${direction}, s.${id} ${direction}`;
  if (after) {
    const key = `(${next(after.at)}::${sort.type}, ${next(after.id)}::uuid)`;
    conditions.push(` AND (${sort.sql}, s.${id}) ${descending ? '<' : '>'} ${key}`);
  }
  const shown = sort.type === 'timestamptz' ? exactTime(sort.sql) : `(${sort.sql})::text`;
  const text = `SELECT ${shown} AS at, s.${id} AS id, ${item} AS item
    FROM (SELECT * FROM ${table} s WHERE true ${conditions.join('')} ORDER BY ${order} LIMIT $1) s
    ${joins} ORDER BY ${order}`;
  // Not prepared: with the filters there are too many statements to keep, and each deserves a plan of its own.
  return (await db.query<RecordItem>({ text, values })).rows;
};
