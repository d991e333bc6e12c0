import { isUtf8 } from 'node:buffer';
import { namedAttributes } from './attributes';
import { cloudEventOfBinary } from './binary-message';
import { CloudEventFault, type CloudEvent, type ReceivedCloudEvent } from './cloud-event';
import { bytesOfData, statedContentType } from './event-data';
import { jsonOfBody, receivedOfJson, structuredType } from './http-binding';
import { cloudEventToJson } from './json-format';
import { mediaTypeOf } from './media-type';
import { objectsWithRepeatedMembers } from './repeated-members';

type HeaderValue = Buffer | string;

/** Of a Kafka record what the binding reads; the shape of kafkajs fits. */
export interface KafkaRecord {
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>>;
  readonly value: Buffer | null | undefined;
}

const prefix = 'ce_';

const textOfHeader = (value: HeaderValue): string | undefined => {
  if (typeof value === 'string') return value;
  return isUtf8(value) ? value.toString('utf8') : undefined;
};

const headersOf = ({ headers = {} }: KafkaRecord): (readonly [name: string, values: (string | undefined)[]])[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [[name, [value].flat().map((one) => textOfHeader(one as HeaderValue))]],
  );

const structured = (value: Buffer, contentType: { type: string; charset: string }): ReceivedCloudEvent => {
  const unread = (event: CloudEventFault) => ({ sent: { data_base64: value.toString('base64') }, event });
  if (contentType.type !== structuredType)
    return unread(new CloudEventFault('unknown-format', `Of CloudEvents only the format ${structuredType} is known.`));
  const read = jsonOfBody(value, contentType.charset);
  if (read instanceof CloudEventFault) return unread(read);
  return receivedOfJson(read.json, objectsWithRepeatedMembers(read.text, 0).size > 0);
};

/**
 * The CloudEvent of a Kafka record: structured by its header `content-type`, else binary by its headers `ce_`, whose values
 * are UTF-8 and never percent-encoded. A null value is an event without data. The key is left to the caller.
 */
export const cloudEventOfKafka = (record: KafkaRecord): ReceivedCloudEvent => {
  const headers = headersOf(record);
  const valueOf = (wanted: string) => headers.find(([name]) => name === wanted)?.[1][0];
  // The SDK for JavaScript says the content type a second time.
  const contentType = valueOf('content-type') ?? valueOf(`${prefix}datacontenttype`);
  const media = contentType === undefined ? undefined : mediaTypeOf(contentType);
  if (media?.type.startsWith('application/cloudevents')) return structured(record.value ?? Buffer.alloc(0), media);
  const attributes = headers
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, values]) => [name.slice(prefix.length), values] as const)
    .filter(([name, values]) => name !== 'datacontenttype' || values.some((value) => value !== contentType));
  const received = cloudEventOfBinary({ attributes, contentType, body: record.value ?? undefined });
  if (attributes.length > 0) return received;
  return {
    sent: received.sent,
    event: new CloudEventFault(
      'unknown-format',
      `The record is no CloudEvent: its content-type is not ${structuredType} and it has no ${prefix} headers.`,
    ),
  };
};

export interface EncodedKafka {
  readonly key: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Null for a binary event without data: a tombstone on a compacted topic. */
  readonly value: Buffer | null;
}

/** The key is the event's `partitionkey`, which stays in the event, unless another is given. Throws where the data does not fit its content type. */
export const cloudEventToKafka = (
  event: CloudEvent,
  mode: 'binary' | 'structured',
  key = event.extensions['partitionkey'],
): EncodedKafka => {
  const keyed = { key: key === undefined ? null : Buffer.from(String(key)) };
  if (mode === 'structured') {
    const value = Buffer.from(JSON.stringify(cloudEventToJson(event)));
    return { ...keyed, headers: { 'content-type': Buffer.from(structuredType) }, value };
  }
  const { datacontenttype: _, ...attributes } = namedAttributes(event);
  const contentType = statedContentType(event);
  const named = Object.entries(attributes).map(([name, value]) => [prefix + name, Buffer.from(String(value))]);
  return {
    ...keyed,
    headers: {
      ...Object.fromEntries(named),
      ...(contentType !== undefined && { 'content-type': Buffer.from(contentType) }),
    },
    value: event.data === undefined ? null : bytesOfData(event),
  };
};
