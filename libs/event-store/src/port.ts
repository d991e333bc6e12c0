import type { RecordedEvent, WireEvent } from '@touchstone/contracts';

/** The version of the last event of the stream (0 = one event), or a condition on its existence. */
export type ExpectedVersion = number | 'no-stream' | 'stream-exists' | 'any';

/** Opaque text; positions of one store compare as strings in its total order. `startOfStore` is before every event. */
export type Position = string;
export const startOfStore: Position = '';

export interface Append {
  readonly stream: string;
  /** Up to 1 000 events; appended together or not at all. */
  readonly events: readonly WireEvent[];
  readonly expected: ExpectedVersion;
}

/** `duplicate`: these very ids are in the stream already, at the versions that `expected` implies (or anywhere in order for `any`). */
export type AppendResult =
  | { readonly status: 'appended' | 'duplicate'; readonly version: number; readonly position: Position }
  | { readonly status: 'conflict'; readonly actual: number | 'no-stream' }
  /** Some of the ids are known and others are not, or they lie in another stream or order. */
  | { readonly status: 'id-clash'; readonly ids: readonly string[] };

export interface StreamSlice {
  readonly events: RecordedEvent[];
  /** Version of the stream's last event, or 'no-stream'. */
  readonly version: number | 'no-stream';
}

export interface Filter {
  /** Part of the stream name before its first dash. */
  readonly categories?: readonly string[];
}

export interface Page {
  readonly events: RecordedEvent[];
  /** Where to go on: beyond the last event read, also when the filter let nothing through. */
  readonly next: Position;
  /** True when the page reaches the watermark as it stood when it was read. */
  readonly caughtUp: boolean;
}

export interface FollowOptions {
  readonly after: Position;
  readonly filter?: Filter;
  readonly pageSize?: number;
  /** ms between two reads that find nothing, at least: for who waits for rare events and need not know of them at once. */
  readonly pace?: number;
  readonly signal: AbortSignal;
}

/** The promises are the cases of the contract suite (contract/*.ts), which runs on every adapter. */
export interface EventStore {
  /** Throws VersionConflict, EventIdClash, StoreUnavailable (outcome unknown: repeat with the same ids) or InvalidAppend. */
  append(
    stream: string,
    events: readonly WireEvent[],
    expected: ExpectedVersion,
  ): Promise<{ version: number; position: Position }>;
  /**
   * Independent appends: each has its own result, never atomic across streams. Order of results = order of appends.
   * Appends to one stream happen in their order. Throws InvalidAppend before anything is appended, and StoreUnavailable
   * when the outcome of any is unknown: repeat them all with the same ids, what took place answers `duplicate`.
   */
  appendMany(appends: readonly Append[]): Promise<AppendResult[]>;
  readStream(stream: string, options?: { from?: number; limit?: number }): Promise<StreamSlice>;
  /** Version of the last event of each stream that exists. */
  versions(streams: readonly string[]): Promise<Map<string, number>>;
  /**
   * One page of the total order, which skips nothing that commits later. Throws PositionBeyondStore when `after` was never
   * reached by this store, as after a restore.
   */
  readAll(options: { after: Position; limit?: number; filter?: Filter }): Promise<Page>;
  /** Catch-up then live on one path: pages for ever, an empty one (with a moved `next`) when there is nothing new for a while. */
  follow(options: FollowOptions): AsyncIterable<Page>;
  /** The watermark: every event at or before it is visible and final. */
  head(): Promise<Position>;
  /**
   * Of the newest event: every append that was answered before lies at or before it. It may lie beyond the head for a moment,
   * so whoever must miss nothing reads on until there.
   */
  newest(): Promise<Position>;
  /** The watermark as it stood at `time` (sampled every second): "what we knew at T" is the prefix up to it. */
  positionAt(time: Date): Promise<Position>;
  /** About which part of the events up to `end` lies at or before a position, 0 to 1: for showing progress, nothing rests on it. */
  share(position: Position, end: Position): number;
  close(): Promise<void>;
}
