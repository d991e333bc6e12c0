import { decimal } from '@touchstone/contracts';
import { invalidField } from '../freshness/problems';
import { decodeCursor, type CursorKey } from './cursor';

export type KeyKind = 'uuid' | 'time' | 'string' | 'decimal' | 'integer';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const fits: Record<KeyKind, (key: CursorKey) => boolean> = {
  uuid: (key) => typeof key === 'string' && uuid.test(key),
  time: (key) => typeof key === 'string' && time.test(key) && !Number.isNaN(Date.parse(key)),
  string: (key) => typeof key === 'string' && !key.includes('\0'),
  decimal: (key) => decimal.safeParse(key).success,
  integer: (key) => Number.isSafeInteger(key) && Math.abs(Number(key)) < 2 ** 31,
};

/** The keys of a request's cursor, or nothing for the first page. Throws a 400 that names `cursor`. */
export const keysOfCursor = (
  list: string,
  text: string | undefined,
  expected: readonly KeyKind[],
): readonly CursorKey[] | undefined => {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(list, text, expected.length);
  if ('refused' in cursor) throw invalidField('cursor', cursor.refused);
  if (!expected.every((kind, at) => fits[kind](cursor.keys[at] ?? null)))
    throw invalidField('cursor', 'This is no cursor of this list: pass on the `next` of the page before, unchanged.');
  return cursor.keys;
};
