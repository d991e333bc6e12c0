import type { Sources } from '../reading/sources';
import { customerUnknown } from './customer-unknown';

/** Identities, pairs with their evidence, aliases, memberships and instructions of a customer or of its survivor. */
export const identityGraph = async (id: string, { readModels }: Sources): Promise<string> => {
  const graph = await readModels.read(async ({ db, identity }) =>
    identity.graph(db, await identity.survivorOf(db, id)),
  );
  if (graph === undefined) throw customerUnknown();
  return graph;
};
