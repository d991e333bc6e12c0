/** Where a copied event was first recorded. Boxes stay sealed for the origin's id, so a copy is never sealed again. */
export interface Origin {
  readonly id: string;
  readonly source: string;
  readonly stream?: string;
  readonly position?: string;
}

/** What every event carries beside its data. Frozen: it is written into the log as JSON under these names. */
export interface EventMetadata {
  /** Stable id of the source record, or the name of the department's service. */
  readonly source: string;
  /** When it happened, ISO 8601 UTC with milliseconds; skew-corrected once, at first acceptance. */
  readonly time: string;
  readonly receivedAt?: string;
  /** Encoded participants; the first of role `subject` is the primary identity. */
  readonly participants: readonly string[];
  /** HMAC over the content as sent, hex; absent on events that nobody resends. */
  readonly digest?: string;
  readonly origin?: Origin;
  readonly traceparent?: string;
  readonly causationId?: string;
  readonly correlationId?: string;
  /** True for history taken over from another system: effects never fire for it. */
  readonly imported?: true;
  /** Which line of which import it was: receipts count by it, and what a file brought can be found again. */
  readonly import?: { readonly id: string; readonly line: number };
  /** Id of the quarantined or parked event that this one repairs. */
  readonly repairs?: string;
}

/**
 * An event as it crosses a process or lies in the log: data is JSON text in which personal fields are replaced by
 * `sealed: { <role>: <base64 box> }`. Text, so that bus and workers carry it on without parsing it.
 */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: EventMetadata;
}

/** A wire event with its place in a store. Positions are opaque strings that compare in the store's total order. */
export interface RecordedEvent extends WireEvent {
  readonly stream: string;
  /** 0 for the first event of a stream. */
  readonly version: number;
  readonly position: string;
  /** When it was recorded, ISO 8601 UTC. */
  readonly recordedAt: string;
}

/** Name of the field of the data that holds the boxes. */
export const sealedField = 'sealed';

export const identityStream = (identity: string): string => `identity-${identity}`;
export const customerStream = (customerId: string): string => `customer-${customerId}`;
/** The part of a stream's name before its first dash. */
export const streamCategory = (stream: string): string => {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
};
/** The id in whose name the boxes of an event are sealed. */
export const sealingId = (event: Pick<WireEvent, 'id' | 'metadata'>): string => event.metadata.origin?.id ?? event.id;
