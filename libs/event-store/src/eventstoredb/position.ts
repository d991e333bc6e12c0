import { startOfStore, type Position } from '../port';

const form = /^\d{20}$/;

/** What a server answers that does not know where an event of a stream lies in the log. */
const unknown = 2n ** 64n - 1n;

export const encodePosition = (commit: bigint): Position => commit.toString().padStart(20, '0');

/** Undefined for the start of the store. */
export const decodePosition = (position: Position): bigint | undefined => {
  if (position === startOfStore) return undefined;
  if (!form.test(position)) throw new TypeError('This text is no position of an EventStoreDB event store.');
  return BigInt(position);
};

/** A position is an offset in the log file. */
export const shareOf = (position: Position, end: Position): number => {
  if (end === startOfStore || position >= end) return 1;
  return Number(decodePosition(position) ?? 0n) / Number(decodePosition(end));
};

/** Throws where the server keeps positions to itself, as those before 22.6 do. */
export const placeOf = (event: { readonly position?: { readonly commit: bigint } }): Position => {
  const commit = event.position?.commit;
  if (commit === undefined || commit === unknown)
    throw new Error(
      'This server reads streams without saying where their events lie in the log: use EventStoreDB 22.6 or later.',
    );
  return encodePosition(commit);
};
