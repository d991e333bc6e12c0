import type { Json } from '../json';
import { CloudEventFault, type CloudEvent } from './cloud-event';
import { isJsonType, isTextType, mediaTypeOf } from './media-type';

/** Text of bytes; undefined where they are not of this charset, or there is no such charset. */
export const textOf = (bytes: Uint8Array, charset: string): string | undefined => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const isJson = (contentType: string): boolean => isJsonType(mediaTypeOf(contentType)?.type ?? '');

const jsonOf = (text: string | undefined): Json | CloudEventFault => {
  try {
    if (text !== undefined) return JSON.parse(text) as Json;
  } catch {
    // said below
  }
  return new CloudEventFault('invalid-data', 'The content type of the data is JSON, the data is not.');
};

/** What bytes are by their content type: a JSON value, a text, else the bytes themselves. */
export const dataOfBytes = (
  bytes: Uint8Array,
  contentType: string | undefined,
): Json | Uint8Array | CloudEventFault => {
  const media = contentType === undefined ? undefined : mediaTypeOf(contentType);
  if (!media) return bytes;
  if (isJsonType(media.type)) return jsonOf(textOf(bytes, media.charset));
  return isTextType(media.type) ? (textOf(bytes, media.charset) ?? bytes) : bytes;
};

/** What a member `data` of the JSON format is by its content type. */
export const dataOfJson = (data: Json, contentType: string | undefined): Json | CloudEventFault => {
  if (contentType === undefined || isJson(contentType) || typeof data === 'string') return data;
  return new CloudEventFault('invalid-data', 'The content type of the data is not JSON, so the data must be a text.');
};

/** The content type that a binary message states: JSON is implied only in the JSON format. */
export const statedContentType = ({ data, datacontenttype }: CloudEvent): string | undefined =>
  datacontenttype ?? (data === undefined || data instanceof Uint8Array ? undefined : 'application/json');

/** Bytes of the data of an event that has some; throws where its content type cannot hold it. */
export const bytesOfData = ({ data, datacontenttype = 'application/json' }: CloudEvent): Buffer => {
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (isJson(datacontenttype)) return Buffer.from(JSON.stringify(data));
  if (typeof data === 'string') return Buffer.from(data);
  throw new Error('The data of a CloudEvent whose datacontenttype is not JSON must be a text or bytes.');
};
