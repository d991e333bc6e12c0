export const rejectionCodes = [
  'not-an-object',
  'invalid-type',
  'missing-identifier',
  'unusable-identifier',
  'missing-event-name',
  'missing-group-id',
  'missing-previous-id',
  'invalid-field',
  'invalid-timestamp',
  'message-id-too-long',
  'too-large',
  'too-deep',
  'unknown-format',
  'not-json',
  'invalid-attribute',
  'invalid-data',
  'plan-violation',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

export interface Rejection {
  readonly index: number;
  readonly messageId?: string;
  readonly code: RejectionCode;
  readonly detail: string;
}

/** Accepted = durably on the bus; whether an event is a duplicate is known only later, in the customer repository. */
export interface IngestAnswer {
  readonly success: true;
  readonly ok: true;
  readonly received: number;
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  /** Durable too, but held back by the source's tracking plan until somebody releases or discards them. */
  readonly quarantined?: readonly Rejection[];
  /** Indexes whose events came without an id: they cannot be recognised when they are sent again. */
  readonly withoutId?: readonly number[];
}

export const ingestLimits = {
  eventBytes: 256 * 1024,
  requestBytes: 5 * 1024 * 1024,
  batchEvents: 2500,
  depth: 64,
  messageIdLength: 100,
};
