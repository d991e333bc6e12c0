import type { EventMetadata, RecordedEvent, WireEvent } from './envelope';

/** An event with its data opened: what decisions and folds see. `erased` names roles whose box can no longer be read. */
export interface PlainEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
  readonly metadata: EventMetadata;
  readonly erased?: readonly string[];
}
export type PlainRecorded = PlainEvent & Omit<RecordedEvent, keyof WireEvent>;

/** Seals what its type declares personal on the way out, opens and upcasts it on the way in. In batches, in order. */
export interface EventCodec {
  seal(events: readonly PlainEvent[]): Promise<WireEvent[]>;
  open(events: readonly RecordedEvent[]): Promise<PlainRecorded[]>;
}
