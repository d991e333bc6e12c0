/** What the customer repository answers on /internal/marks: how far its workers and its resolver got. */
export interface RepositoryMarks {
  /** `<topic>/<partition>` -> next offset: everything before it is in the store, parked or quarantined. */
  readonly inbox: Readonly<Record<string, number>>;
  /** The resolver's checkpoint. */
  readonly resolver: string;
  /** Read last: whatever stood behind `inbox` and `resolver` lies at or before it, even where the store's watermark lags. */
  readonly head: string;
  /** Ids of parked or quarantined events; of the token's events when a token was sent along. */
  readonly parked: readonly string[];
  /** ISO time at which inbox and resolver were last level with the bus and the store. */
  readonly inboxLevelAt?: string;
}

/** How far the read models of one store are. */
export interface StoreMarks {
  /** Projection -> slot -> position: every event at or before it is in the rows. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** ISO time at which every slot was last level with the store. */
  readonly levelAt: string;
}

/** What the projections answer on /internal/marks: of the customer repository's store, and of those of departments. */
export interface ProjectionMarks extends StoreMarks {
  /** Name of the department's store -> how far its read models are. */
  readonly departments?: Readonly<Record<string, StoreMarks>>;
}

/** What a department answers on /internal/marks about the relay of its own store. */
export interface RelayMarks {
  /** Every event of the department's store at or before it is on the bus. */
  readonly relay: string;
  /** `<topic>/<partition>` -> next offset after what the relay has published. */
  readonly published: Readonly<Record<string, number>>;
}
