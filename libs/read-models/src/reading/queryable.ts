import type { QueryConfig, QueryResult } from 'pg';

/** A pool or a client of the read database. */
export interface Queryable {
  query<Row extends object>(statement: QueryConfig): Promise<QueryResult<Row>>;
}

/** Rows whose `item` is the finished JSON text of one member of a list. */
export interface ItemRow {
  readonly item: string;
}
