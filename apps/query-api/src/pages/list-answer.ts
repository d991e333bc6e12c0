import { encodeCursor, type CursorKey } from './cursor';

export const jsonType = 'application/json; charset=utf-8';

/** The JSON text of a list of one page. `rows` holds one more than the page when there is a next one. */
export const listAnswer = <Row extends { readonly item: string }>(
  list: string,
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => readonly CursorKey[],
): string => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? JSON.stringify(encodeCursor(list, keysOf(last))) : 'null';
  return `{"items":[${page.map(({ item }) => item).join(',')}],"next":${next}}`;
};
