import type { Json } from '../json';

export type AttributeValue = string | number | boolean;

/** A CloudEvent 1.0 that keeps the specification, whatever it travelled in. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** URI reference; ids are unique only within it. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339, as sent. */
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  /** Values of binary messages are texts: their headers do not say of which type they are. */
  readonly extensions: Readonly<Record<string, AttributeValue>>;
  /**
   * Absent when the event has no data. Where `datacontenttype` is JSON (or absent) it is a JSON value, a text there is a
   * JSON string; else a text, or bytes.
   */
  readonly data?: Json | Uint8Array;
}

export type CloudEventFaultCode =
  /** No CloudEvent, or in an event format that is not JSON. */
  | 'unknown-format'
  | 'not-json'
  | 'not-an-object'
  /** An attribute is missing, malformed, or stands there twice. */
  | 'invalid-attribute'
  /** The data is not what its content type says, or stands there twice. */
  | 'invalid-data';

/** Why a message is no CloudEvent. `detail` names attributes and rules, never values. */
export class CloudEventFault {
  constructor(
    readonly code: CloudEventFaultCode,
    readonly detail: string,
  ) {}
}

/** One event of a message. `sent` is what came, in the JSON event format as far as it can be read, also of a faulty one. */
export interface ReceivedCloudEvent {
  readonly sent: Json;
  readonly event: CloudEvent | CloudEventFault;
}
