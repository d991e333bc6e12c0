import type { WireEvent } from '@touchstone/contracts';
import { InvalidAppend } from './errors';
import type { Append, ExpectedVersion } from './port';

export const appendLimits = { events: 1_000, streamName: 255, typeName: 255 };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const named = new Set(['no-stream', 'stream-exists', 'any']);

// ES2024, in every Node this runs on.
const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed();
const isText = (text: unknown): text is string =>
  typeof text === 'string' && isWellFormed(text) && !text.includes('\0');
const isName = (text: unknown, longest: number): boolean => isText(text) && text.length > 0 && text.length <= longest;
const isExpected = (expected: ExpectedVersion): boolean =>
  typeof expected === 'number' ? Number.isSafeInteger(expected) && expected >= 0 : named.has(expected);

const complaintAbout = ({ id, type, schemaVersion, data }: WireEvent): string | undefined => {
  if (!uuid.test(id)) return 'its id is not a UUID in lower case';
  if (!isName(type, appendLimits.typeName)) return `its type is not a text of 1 to ${appendLimits.typeName} characters`;
  if (!Number.isInteger(schemaVersion) || schemaVersion < 0 || schemaVersion > 32_767)
    return 'its schema version is not a whole number from 0 to 32767';
  if (!isText(data)) return 'its data is not well-formed text (escape lone surrogates and NUL as JSON does)';
  return undefined;
};

/** Throws InvalidAppend. The same rules on every adapter, so that what one store accepts can move to another. */
export const checkAppend = ({ stream, events, expected }: Append): void => {
  if (!isName(stream, appendLimits.streamName))
    throw new InvalidAppend(
      `A stream name is a well-formed text of 1 to ${appendLimits.streamName} characters without NUL.`,
    );
  if (!isExpected(expected))
    throw new InvalidAppend(`The expected version is a whole number from 0 on, 'no-stream', 'stream-exists' or 'any'.`);
  if (events.length === 0 || events.length > appendLimits.events)
    throw new InvalidAppend(`An append holds 1 to ${appendLimits.events} events, not ${events.length}.`);
  events.forEach((event, index) => {
    const complaint = complaintAbout(event);
    if (complaint) throw new InvalidAppend(`Event ${index} cannot be appended: ${complaint}.`);
  });
};

/** Ids that stand more than once in one append. */
export const repeatedIds = (events: readonly WireEvent[]): string[] => {
  if (events.length === 1) return [];
  const seen = new Set<string>();
  const repeated = events.filter(({ id }) => seen.size === seen.add(id).size);
  return [...new Set(repeated.map(({ id }) => id))];
};
