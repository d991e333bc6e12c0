import type { Pool } from 'pg';
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store';
import type { EventStore } from './port';
import type { OldestTransaction } from './postgres/oldest-transaction';
import type { Notebook } from './postgres/noted';
import { postgresEventStore, type AppendNoted } from './postgres/postgres-event-store';

export interface OpenEventStoreOptions {
  /** Of an EventStoreDB (esdb://...); without it the log lies in PostgreSQL. */
  readonly url?: string | undefined;
  readonly pool: Pool;
  /** Of the PostgreSQL store; a department has its own, such as `store_sales`. */
  readonly schema?: string;
  /** Where notes of a PostgreSQL store are kept; without it, and in an EventStoreDB, there is no appendNoted. */
  readonly notebook?: Notebook;
}

export interface OpenedEventStore extends EventStore {
  oldestTransaction?(): Promise<OldestTransaction | undefined>;
  readonly appendNoted?: AppendNoted;
}

/** The store that a deployment is configured to use; a PostgreSQL store can say who holds its watermark back. */
export const openEventStore = ({ url, ...postgres }: OpenEventStoreOptions): Promise<OpenedEventStore> =>
  url === undefined ? postgresEventStore(postgres) : eventStoreDbEventStore({ url });
