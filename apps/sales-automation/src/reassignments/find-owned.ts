import { readState } from '@touchstone/event-store';
import { appendDecision } from '../commands/append-decision';
import { authoriser } from '../commands/authorise';
import { followed } from '../commands/followed-stream';
import { askedBy, type CarryOutParts } from './carry-out';
import { ownedBy } from './owned-by';
import { reassignments, requestReassignment } from './reassignment';

/** Everything of a person is to go to another; what that is has still to be found out. It lies in the timer. */
export interface Wanted {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly requestedAt: string;
}
/** Why nothing is moved: there is nothing, or more than one reassignment takes. */
export type NothingMoved = { readonly rule: 'nothing-owned' | 'too-many'; readonly found: number };

export const mostRecords = 5_000;

export const wantedOf = (payload: Readonly<Record<string, unknown>>): Wanted | undefined =>
  typeof payload['from'] === 'string' ? (payload as unknown as Wanted) : undefined;

/**
 * Finds what the person owns, and records the reassignment of it; nothing when that was done before. What came to the
 * person in the meantime belongs to it too: who leaves is to keep nothing.
 */
export const findOwned = async (
  parts: CarryOutParts,
  id: string,
  { from, to, by, requestedAt }: Wanted,
  signal: AbortSignal,
): Promise<NothingMoved | undefined> => {
  const known = await readState(parts.store, parts.codec, `reassignment-${id}`, followed(reassignments));
  if (known.version !== 'no-stream') return undefined;
  const records = await ownedBy(parts.store, from, signal);
  const found = records.length;
  if (found === 0) return { rule: 'nothing-owned', found };
  if (found > mostRecords) return { rule: 'too-many', found };
  const authorise = await authoriser(askedBy(by), 'change', parts.ledBy);
  await appendDecision(
    parts,
    { id, authorise, by, now: requestedAt },
    reassignments,
    id,
    (state, given) => requestReassignment({ reassignmentId: id, to, records, ...given }, state),
    { creates: true },
  );
  return undefined;
};
