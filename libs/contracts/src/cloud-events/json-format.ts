import type { Json, JsonObject } from '../json';
import { attributesOf, namedAttributes } from './attributes';
import { CloudEventFault, type CloudEvent } from './cloud-event';
import { bytesOfData, dataOfBytes, dataOfJson } from './event-data';

const bytesOfBase64 = (text: Json): Buffer | undefined => {
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};

const dataOf = (
  data: Json | undefined,
  base64: Json | undefined,
  contentType: string | undefined,
): CloudEvent['data'] | CloudEventFault => {
  if (base64 === undefined || base64 === null) return data === undefined ? undefined : dataOfJson(data, contentType);
  if (data !== undefined)
    return new CloudEventFault('invalid-data', 'An event has either data or data_base64, not both.');
  const bytes = bytesOfBase64(base64);
  return bytes
    ? dataOfBytes(bytes, contentType)
    : new CloudEventFault('invalid-data', 'The member data_base64 must be a text in Base64.');
};

/** The event that a JSON value states in the JSON event format. */
export const cloudEventOfJson = (sent: Json): CloudEvent | CloudEventFault => {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    return new CloudEventFault('not-an-object', 'A CloudEvent in the JSON format must be a JSON object.');
  const { data: sentData, data_base64, ...rest } = sent;
  const attributes = attributesOf(Object.entries(rest));
  if (attributes instanceof CloudEventFault) return attributes;
  const data = dataOf(sentData, data_base64, attributes.datacontenttype);
  if (data instanceof CloudEventFault) return data;
  return data === undefined ? attributes : { ...attributes, data };
};

/** The JSON event format. Throws where the data does not fit its content type. */
export const cloudEventToJson = (event: CloudEvent): JsonObject => {
  const { data, datacontenttype } = event;
  const attributes = namedAttributes(event);
  if (data === undefined) return attributes;
  if (data instanceof Uint8Array) return { ...attributes, data_base64: bytesOfData(event).toString('base64') };
  if (dataOfJson(data, datacontenttype) instanceof CloudEventFault) bytesOfData(event);
  return { ...attributes, data };
};
