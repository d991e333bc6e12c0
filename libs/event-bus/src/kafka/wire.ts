import type { EventMetadata, WireEvent } from '@touchstone/contracts';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { BusMessage } from '../port';

// CloudEvents 1.0, Kafka protocol binding, binary mode: attributes are headers, the data is the value. What CloudEvents
// has no name for travels whole in the extension `metadata`, so that an event leaves the topic as it came.

/** The message of an event; `partition` is the key's own. */
export const encodeMessage = (key: string, partition: number, { data, ...event }: WireEvent): Message => {
  const { metadata } = event;
  const headers: IHeaders = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: sourceOf(metadata),
    ce_schemaversion: String(event.schemaVersion),
    ce_partitionkey: key,
  };
  if (typeof metadata?.time === 'string') headers['ce_time'] = metadata.time;
  if (typeof metadata?.traceparent === 'string') headers['ce_traceparent'] = metadata.traceparent;
  if (metadata !== undefined) headers['ce_metadata'] = JSON.stringify(metadata);
  return { key, partition, value: data, headers };
};

// A source is an opaque id, which is a valid relative reference; an event without one is still carried, to be parked.
const sourceOf = (metadata: EventMetadata | undefined): string => metadata?.source || 'unknown';

const text = (header: IHeaders[string]): string | undefined =>
  header === undefined ? undefined : Array.isArray(header) ? header[0]?.toString() : header.toString();

const metadataOf = (header: string | undefined): unknown => {
  try {
    return header === undefined ? undefined : JSON.parse(header);
  } catch {
    return header;
  }
};

/** What a topic holds, whatever it is: the consumer judges it, and parks what is no event. */
export const decodeMessage = (
  topic: string,
  partition: number,
  { key, value, headers = {}, offset }: KafkaMessage,
): BusMessage => {
  const metadata = metadataOf(text(headers['ce_metadata']));
  const event = {
    id: text(headers['ce_id']) ?? '',
    type: text(headers['ce_type']) ?? '',
    schemaVersion: Number(text(headers['ce_schemaversion']) ?? Number.NaN),
    data: value?.toString() ?? '',
    ...(metadata !== undefined && { metadata: metadata as EventMetadata }),
  } as WireEvent;
  return { topic, partition, offset: Number(offset), key: key?.toString() ?? '', event };
};
