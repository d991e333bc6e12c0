import type { Json, JsonObject } from '../json';
import { attributesOf } from './attributes';
import { CloudEventFault, type ReceivedCloudEvent } from './cloud-event';
import { dataOfBytes } from './event-data';

/** The values of one header; undefined where its bytes cannot be read. */
export type HeaderValues = readonly (string | undefined)[];

export interface BinaryMessage {
  /** By the name of the attribute, without the prefix of the protocol. */
  readonly attributes: readonly (readonly [name: string, values: HeaderValues])[];
  readonly contentType: string | undefined;
  /** Undefined when the event has no data. */
  readonly body: Uint8Array | undefined;
}

const faultOfHeaders = ({ attributes, contentType }: BinaryMessage): CloudEventFault | undefined => {
  for (const [name, values] of attributes) {
    if (values.length > 1 || (name === 'datacontenttype' && contentType !== undefined))
      return new CloudEventFault('invalid-attribute', 'Each attribute of an event stands in one header.');
    if (values[0] === undefined)
      return new CloudEventFault('invalid-attribute', 'The value of an attribute must be valid UTF-8.');
  }
  return undefined;
};

const dataMember = (data: Json | Uint8Array | undefined): JsonObject => {
  if (data === undefined) return {};
  return data instanceof Uint8Array ? { data_base64: Buffer.from(data).toString('base64') } : { data };
};

/** The event of a binary message, whichever protocol carried it. */
export const cloudEventOfBinary = (message: BinaryMessage): ReceivedCloudEvent => {
  const { attributes, contentType, body } = message;
  const named = attributes.map(([name, values]) => [name, values.length > 1 ? values.join(', ') : values[0]] as const);
  const all = [...named, ['datacontenttype', contentType] as const];
  const data = body === undefined ? undefined : dataOfBytes(body, contentType);
  const readable = data instanceof CloudEventFault ? body : data;
  const sent = { ...Object.fromEntries(all.filter(([, value]) => value !== undefined)), ...dataMember(readable) };
  const known = faultOfHeaders(message) ?? attributesOf(all);
  if (known instanceof CloudEventFault) return { sent, event: known };
  if (data instanceof CloudEventFault) return { sent, event: data };
  return { sent, event: data === undefined ? known : { ...known, data } };
};
