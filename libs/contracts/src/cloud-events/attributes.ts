import { fullFormats } from 'ajv-formats/dist/formats';
import { z } from 'zod';
import { CloudEventFault, type AttributeValue, type CloudEvent } from './cloud-event';
import { mediaTypeOf } from './media-type';

const name = /^[a-z0-9]+$/;
/** Control characters, half characters and noncharacters: no attribute may hold them. */
const forbidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const uriReference = fullFormats['uri-reference'] as RegExp;
const uri = fullFormats.uri as (text: string) => boolean;
const dateTime = z.iso.datetime({ offset: true });

/** RFC 3339: T and Z in either case, a leap second, a zone always. */
const isTimestamp = (text: string): boolean =>
  dateTime.safeParse(text.toUpperCase().replace(/^(.{17})60/, '$159')).success;

type Check = readonly [fits: (text: string) => boolean, rule: string];
const notEmpty: Check = [(text) => text !== '', 'must not be empty'];

// A map: an emitter may call an extension `constructor`.
const core = new Map<string, Check>(
  Object.entries({
    specversion: [(text) => text === '1.0', 'must be 1.0'],
    id: notEmpty,
    source: [(text) => text !== '' && uriReference.test(text), 'must be a URI reference'],
    type: notEmpty,
    subject: notEmpty,
    time: [isTimestamp, 'must be a time of RFC 3339, as 2026-01-31T12:00:00Z'],
    datacontenttype: [(text) => mediaTypeOf(text) !== undefined, 'must be a media type'],
    dataschema: [uri, 'must be an absolute URI'],
    partitionkey: notEmpty,
  }),
);
const required = ['specversion', 'id', 'source', 'type'];
const coreNames = new Set([...core.keys()].filter((attribute) => attribute !== 'partitionkey'));

const broken = (attribute: string, rule: string): CloudEventFault =>
  new CloudEventFault('invalid-attribute', `The attribute ${attribute.slice(0, 32)} ${rule}.`);

const faultOf = (attribute: string, value: unknown): CloudEventFault | undefined => {
  if (!name.test(attribute) || attribute === 'data')
    return new CloudEventFault(
      'invalid-attribute',
      'The name of an attribute consists of lower-case letters and digits, and is not data.',
    );
  const [fits, rule] = core.get(attribute) ?? [];
  if (typeof value === 'string') {
    if (forbidden.test(value)) return broken(attribute, 'holds characters that no attribute may hold');
    return fits && !fits(value) ? broken(attribute, rule!) : undefined;
  }
  if (fits) return broken(attribute, 'must be a text');
  if (typeof value === 'boolean' || (typeof value === 'number' && value === (value | 0))) return undefined;
  return broken(attribute, 'must be a text, true, false, or an integer of 32 bits');
};

/** The attributes by the rules of the specification; null counts as absent. Each name comes once. */
export const attributesOf = (
  sent: Iterable<readonly [name: string, value: unknown]>,
): Omit<CloudEvent, 'data'> | CloudEventFault => {
  const known: Record<string, AttributeValue> = {};
  const extensions: Record<string, AttributeValue> = {};
  for (const [attribute, value] of sent) {
    if (value === null || value === undefined) continue;
    const fault = faultOf(attribute, value);
    if (fault) return fault;
    (coreNames.has(attribute) ? known : extensions)[attribute] = value as AttributeValue;
  }
  const missing = required.find((attribute) => known[attribute] === undefined);
  if (missing) return broken(missing, 'is missing');
  return { ...known, extensions } as unknown as Omit<CloudEvent, 'data'>;
};

/** All attributes by their names, as they stand in a message. */
export const namedAttributes = ({ data: _, extensions, ...known }: CloudEvent): Record<string, AttributeValue> => ({
  ...known,
  ...extensions,
});
