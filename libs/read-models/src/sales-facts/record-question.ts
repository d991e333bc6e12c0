import type { SalesFilter } from './sales-filter';

/** What every list of records may be narrowed to. */
export interface RecordFilter extends Pick<SalesFilter, 'reach' | 'owner'> {
  /** Words of the name of the customer. */
  readonly q?: string | undefined;
  readonly customer?: string | undefined;
}

export interface RecordQuestion<Sort extends string> extends RecordFilter {
  readonly sort: Sort;
  readonly descending: boolean;
}
