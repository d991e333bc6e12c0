export type CursorKey = string | number | null;

/** Not a secret: it only tells a cursor that was made for other filters. FNV-1a over UTF-16 units. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
};

/** Opaque text that says where the next page of this list begins. `list` names the list and its filters. */
export const encodeCursor = (list: string, keys: readonly CursorKey[]): string =>
  Buffer.from(JSON.stringify([fingerprint(list), ...keys])).toString('base64url');

export type Cursor = { readonly keys: readonly CursorKey[] } | { readonly refused: string };

const isKey = (key: unknown): key is CursorKey => key === null || typeof key === 'string' || typeof key === 'number';

/** The keys that `encodeCursor` was given, or the sentence that says why this text is no cursor of this list. */
export const decodeCursor = (list: string, text: string, length: number): Cursor => {
  const refused = { refused: 'This is no cursor of this list: pass on the `next` of the page before, unchanged.' };
  try {
    const [made, ...keys] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (keys.length !== length || !keys.every(isKey)) return refused;
    if (made !== fingerprint(list))
      return { refused: 'This cursor was made with other filters: keep the filters the same from page to page.' };
    return { keys };
  } catch {
    return refused;
  }
};
