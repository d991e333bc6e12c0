import { keysOfCursor } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';
import type { Sources } from '../reading/sources';

/** Pairs that a limit or a cannot-link keeps apart, oldest first. */
export const quarantine = async (
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
  { readModels }: Sources,
): Promise<string> => {
  const list = 'quarantine';
  const [at, left, right] = keysOfCursor(list, cursor, ['time', 'string', 'string']) ?? [];
  const after = at === undefined ? undefined : { at: String(at), left: String(left), right: String(right) };
  const rows = await readModels.read(({ identityPages }) => identityPages.quarantine(after, limit + 1));
  return listAnswer(list, rows, limit, (row) => [row.at, row.left, row.right]);
};
