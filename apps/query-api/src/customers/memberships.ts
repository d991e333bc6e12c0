import { keysOfCursor } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';
import type { Sources } from '../reading/sources';

export const memberships = async (
  id: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
  { readModels }: Sources,
): Promise<string> => {
  const list = 'memberships';
  const [person, organisation] = keysOfCursor(list, cursor, ['string', 'string']) ?? [];
  const after = person === undefined ? undefined : { person: String(person), organisation: String(organisation) };
  const rows = await readModels.read(async ({ db, identity }) =>
    identity.memberships(db, await identity.survivorOf(db, id), after, limit + 1),
  );
  return listAnswer(list, rows, limit, (row) => [row.person, row.organisation]);
};
