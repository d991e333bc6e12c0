import type { PlainRecorded, RecordedEvent } from '@touchstone/contracts';
import type { Migration } from '@touchstone/migrations';
import type { PoolClient } from 'pg';
import type { SlotMemory } from './slot-memory';

/** An event whose data is opened, or the reason why it cannot be. */
export type Opened = { readonly event: PlainRecorded } | { readonly recorded: RecordedEvent; readonly error: Error };

/** Opens pages. Throws only when nothing can be opened now (its database is down). */
export interface PageCodec {
  openEach(events: readonly RecordedEvent[]): Promise<Opened[]>;
}

export interface ProjectionBatch {
  /** Inside the transaction that also moves the checkpoint. */
  readonly client: PoolClient;
  /** In the store's order; those that concern this slot, of the types that the projection handles. */
  readonly events: readonly PlainRecorded[];
  /** In a repair: the one identity whose rows may be touched. */
  readonly only?: string;
  /** False when this is the only slot, so that nobody else writes these tables and no row has to be locked. */
  readonly concurrent: boolean;
  /** Equal to rows of keys that the slot owns, as this transaction has them: what is put into it has to be written as well. */
  readonly memory: SlotMemory;
  /** True for the keys whose state this slot, and no other, writes. */
  owns(key: string): boolean;
}

/** A fact that cannot be folded. `reason` carries no personal data. */
export interface Spoiled {
  readonly event: Pick<RecordedEvent, 'id' | 'stream' | 'position' | 'metadata'>;
  readonly reason: string;
}

/** One version of a read model: streams come in, rows go out. Its tables live in a schema of its own. */
export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly schema: string;
  readonly migrations: readonly Migration[];
  /** Types of the events that it folds; it never sees others. */
  readonly handles: readonly string[];
  /** The keys whose slots receive an event: identities, or other names whose first 8 characters are hex digits. */
  keys(event: PlainRecorded): readonly string[] | 'every slot';
  /** Upserts rows; idempotent per event id. What it throws rolls the batch back, and singles the culprit out. */
  write(batch: ProjectionBatch): Promise<void>;
  /** Marks the identities of facts that cannot be folded as incomplete from there on, and the rows that rest on them. */
  spoil(client: PoolClient, spoiled: readonly Spoiled[]): Promise<void>;
  /** Deletes the states of an identity and its marks, so that its facts can be folded again in the same transaction. */
  forget(client: PoolClient, identity: string): Promise<void>;
  /** The same fold into the tables of another schema; without it this version cannot be built afresh beside itself. */
  inSchema?(schema: string): Projection;
  /**
   * Table -> columns in which this version must equal the one that answers, row by row; the rows of these tables must be
   * the same as well. Other differences are shown, and need to be accepted. A fresh build of the version that answers must
   * equal it in everything.
   */
  readonly mustEqual?: Readonly<Record<string, readonly string[]>>;
}
