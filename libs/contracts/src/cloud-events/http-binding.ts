import type { Json } from '../json';
import { namedAttributes } from './attributes';
import { cloudEventOfBinary } from './binary-message';
import { CloudEventFault, type CloudEvent, type ReceivedCloudEvent } from './cloud-event';
import { bytesOfData, statedContentType, textOf } from './event-data';
import { decodeHeaderValue, encodeHeaderValue } from './header-values';
import { cloudEventOfJson, cloudEventToJson } from './json-format';
import { mediaTypeOf } from './media-type';
import { objectsWithRepeatedMembers } from './repeated-members';

/** By lower-case name, as `headersDistinct` of Node gives them. */
export type HttpHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpCloudEvents {
  readonly mode: 'binary' | 'structured' | 'batch';
  /** One, unless it is a batch. */
  readonly events: readonly ReceivedCloudEvent[];
}

export const structuredType = 'application/cloudevents+json';
export const batchType = 'application/cloudevents-batch+json';
const prefix = 'ce-';

const valuesOf = (headers: HttpHeaders, name: string): readonly string[] => [headers[name] ?? []].flat();

const repeated = new CloudEventFault('invalid-attribute', 'Each attribute of an event may stand there once.');

/** An event of the JSON format, which its text may state with a member twice. */
export const receivedOfJson = (sent: Json, isRepeated: boolean): ReceivedCloudEvent => ({
  sent,
  event: isRepeated ? repeated : cloudEventOfJson(sent),
});

/** JSON of the body of a structured message or a batch, which is always UTF-8. */
export const jsonOfBody = (body: Uint8Array, charset: string): { text: string; json: Json } | CloudEventFault => {
  if (charset !== 'utf-8' && charset !== 'utf8')
    return new CloudEventFault('unknown-format', 'The JSON format of CloudEvents is UTF-8 always.');
  const text = textOf(body, charset);
  try {
    if (text !== undefined) return { text, json: JSON.parse(text) as Json };
  } catch {
    // said below
  }
  return new CloudEventFault('not-json', 'The body is not JSON in UTF-8.');
};

const structured = (body: Uint8Array, charset: string): HttpCloudEvents | CloudEventFault => {
  const read = jsonOfBody(body, charset);
  if (read instanceof CloudEventFault) return read;
  const isRepeated = objectsWithRepeatedMembers(read.text, 0).size > 0;
  return { mode: 'structured', events: [receivedOfJson(read.json, isRepeated)] };
};

const batch = (body: Uint8Array, charset: string): HttpCloudEvents | CloudEventFault => {
  const read = jsonOfBody(body, charset);
  if (read instanceof CloudEventFault) return read;
  if (!Array.isArray(read.json)) return new CloudEventFault('not-json', 'The body of a batch is a JSON array.');
  const repeating = objectsWithRepeatedMembers(read.text, 1);
  return { mode: 'batch', events: read.json.map((sent, index) => receivedOfJson(sent, repeating.has(index))) };
};

const binary = (
  headers: HttpHeaders,
  contentType: string | undefined,
  body: Uint8Array,
): HttpCloudEvents | CloudEventFault => {
  const attributes = Object.keys(headers)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name.slice(prefix.length), valuesOf(headers, name).map(decodeHeaderValue)] as const);
  if (attributes.length === 0)
    return new CloudEventFault(
      'unknown-format',
      `The request is no CloudEvent: send ${structuredType}, ${batchType}, or the attributes as ${prefix} headers.`,
    );
  const received = cloudEventOfBinary({ attributes, contentType, body: body.length === 0 ? undefined : body });
  // The binding forbids it; Content-Type alone says what the data is.
  if (attributes.some(([name]) => name === 'datacontenttype'))
    return { mode: 'binary', events: [{ sent: received.sent, event: repeated }] };
  return { mode: 'binary', events: [received] };
};

/** The CloudEvents of an HTTP message by its content type, or why there are none. One faulty event leaves its neighbours. */
export const cloudEventsOfHttp = (headers: HttpHeaders, body: Uint8Array): HttpCloudEvents | CloudEventFault => {
  const types = valuesOf(headers, 'content-type');
  const media = types.length === 1 ? mediaTypeOf(types[0]!) : undefined;
  if (types.length > 1 || (types.length === 1 && !media))
    return new CloudEventFault('unknown-format', 'The Content-Type must be one media type.');
  if (!media?.type.startsWith('application/cloudevents')) return binary(headers, types[0], body);
  if (media.type === structuredType) return structured(body, media.charset);
  if (media.type === batchType) return batch(body, media.charset);
  return new CloudEventFault(
    'unknown-format',
    `Of CloudEvents only the formats ${structuredType} and ${batchType} are known.`,
  );
};

export interface EncodedHttp {
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a binary event without data. */
  readonly body: Buffer;
}

/** Throws where the data does not fit its content type. */
export const cloudEventToHttp = (event: CloudEvent, mode: 'binary' | 'structured'): EncodedHttp => {
  if (mode === 'structured')
    return { headers: { 'content-type': structuredType }, body: Buffer.from(JSON.stringify(cloudEventToJson(event))) };
  const { datacontenttype: _, ...attributes } = namedAttributes(event);
  const contentType = statedContentType(event);
  const named = Object.entries(attributes).map(([name, value]) => [prefix + name, encodeHeaderValue(String(value))]);
  return {
    headers: { ...Object.fromEntries(named), ...(contentType !== undefined && { 'content-type': contentType }) },
    body: event.data === undefined ? Buffer.alloc(0) : bytesOfData(event),
  };
};

export const cloudEventsToHttpBatch = (events: readonly CloudEvent[]): EncodedHttp => ({
  headers: { 'content-type': batchType },
  body: Buffer.from(JSON.stringify(events.map(cloudEventToJson))),
});
