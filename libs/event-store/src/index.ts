export { startOfStore } from './port';
export type {
  Append,
  AppendResult,
  EventStore,
  ExpectedVersion,
  Filter,
  FollowOptions,
  Page,
  Position,
  StreamSlice,
} from './port';
export { EventIdClash, InvalidAppend, PositionBeyondStore, StoreUnavailable, VersionConflict } from './errors';
export { appendLimits } from './check-append';
export { batched } from './batched';
export { decideAndAppend } from './decide-and-append';
export type { Decide, Decided } from './decide-and-append';
export { readState } from './read-state';
export type { Fold, StreamState } from './read-state';
export { modelEventStore } from './model/model-event-store';
export { openEventStore } from './open-event-store';
export { postgresEventStore } from './postgres/postgres-event-store';
export type { AppendNoted, PostgresEventStore, PostgresEventStoreOptions } from './postgres/postgres-event-store';
export type { Note, Notebook } from './postgres/noted';
export type { OldestTransaction } from './postgres/oldest-transaction';
export { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store';
export type { EventStoreDbOptions } from './eventstoredb/eventstoredb-event-store';
export { eventStoreContract } from './contract/event-store-contract';
