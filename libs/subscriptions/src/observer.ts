export interface SlotName {
  readonly projection: string;
  readonly slot: number;
  /** Which build of the projection, while it is not the one that answers. */
  readonly build?: string;
}

/** What may happen to a slot; `error` names the class of a cause, never its content. */
export type SlotStatus =
  | { readonly kind: 'claimed' | 'released' | 'lost' | 'level' | 'fell-behind' }
  | { readonly kind: 'paused'; readonly error: string; readonly retryInMs: number }
  | { readonly kind: 'refused'; readonly detail: string };

/** How the slots of a build are shared among processes. */
export interface SharingSeen extends Omit<SlotName, 'slot'> {
  readonly members: number;
  /** Of the whole projection, whoever holds them. */
  readonly slots: number;
  /** Slots that this process holds in the end. */
  readonly share: number;
}

export interface BatchSeen extends SlotName {
  readonly events: number;
  /** From BEGIN to COMMIT. */
  readonly durationMs: number;
  /** Events that are read and opened but not yet written by this slot; the store may hold more. */
  readonly eventsBehind: number;
  /** Since the last event of the batch was recorded; 0 when the slot is level with the store. */
  readonly behindMs: number;
  /** Of each live event that its touchpoint's service has received: ms until its rows were committed. Empty in a replay. */
  readonly visibleAfterMs: readonly number[];
}

export interface BuildSeen {
  readonly projection: string;
  readonly build: string;
  readonly happened:
    | { readonly kind: 'progress'; readonly share: number }
    | { readonly kind: 'compared'; readonly refused: number; readonly other: number; readonly stoodMs: number }
    /** It was given up, or it is the one that answers from now on. */
    | { readonly kind: 'gone' }
    /** It is tried again in a while. */
    | { readonly kind: 'failed'; readonly error: string };
}

/** Hooks for metrics, logs and traces; all optional, none may throw. */
export interface ProjectionObserver {
  /** Around the writing of a batch: W3C trace contexts of its events; `replay` while the slot is behind. */
  trace?(slot: SlotName, traceparents: readonly string[], replay: boolean, work: () => Promise<void>): Promise<void>;
  batch?(seen: BatchSeen): void;
  /** Rows and checkpoint of a batch are written; the COMMIT is next. */
  committing?(slot: SlotName): void;
  status?(slot: SlotName, status: SlotStatus): void;
  /** Told about once a second. */
  shared?(seen: SharingSeen): void;
  /** A page could not be read or opened, and will be tried again. */
  readFailed?(error: string, retryInMs: number): void;
  /** An event of a type that this program does not know. */
  skipped?(type: string): void;
  spoiled?(slot: SlotName, eventId: string, reason: string): void;
  /** About a build beside the one that answers; told about once a second while there is one. */
  build?(seen: BuildSeen): void;
}
