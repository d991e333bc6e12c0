import type { ColumnType } from '../table';

/** [column, what it is made of, its type, what it means] */
export type ViewColumn = readonly [name: string, sql: string, type: ColumnType | `${ColumnType}[]`, comment: string];

/** A view that analysts may rely on: its names stay, and each column says what it means. */
export interface AnalystView {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ViewColumn[];
  /** Everything behind the columns. */
  readonly from: string;
  /** Before the columns: `DISTINCT ON (...)`. */
  readonly distinct?: string;
  readonly orderBy?: string;
}

/** The schemas of the versions that answer. */
export interface ReadSchemas {
  readonly profile: string;
  readonly timeline: string;
  readonly identity: string;
  readonly customerSales: string;
  readonly records: string;
  readonly activity: string;
  readonly pipeline: string;
  readonly forecast: string;
  readonly attainment: string;
  readonly quote: string;
  readonly order: string;
  readonly catalogue: string;
  readonly teams: string;
  readonly organisation: string;
}
