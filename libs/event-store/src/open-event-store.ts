import type { Pool } from 'pg';
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store';
import type { EventStore } from './port';
import type { OldestTransaction } from './postgres/oldest-transaction';
import { postgresEventStore } from './postgres/postgres-event-store';

export interface OpenEventStoreOptions {
  /** Of an EventStoreDB (esdb://...); without it the log lies in PostgreSQL. */
  readonly url?: string | undefined;
  readonly pool: Pool;
  /** Of the PostgreSQL store; a department has its own, such as `store_sales`. */
  readonly schema?: string;
}

/** The store that a deployment is configured to use; a PostgreSQL store can say who holds its watermark back. */
export const openEventStore = ({
  url,
  ...postgres
}: OpenEventStoreOptions): Promise<EventStore & { oldestTransaction?(): Promise<OldestTransaction | undefined> }> =>
  url === undefined ? postgresEventStore(postgres) : eventStoreDbEventStore({ url });
